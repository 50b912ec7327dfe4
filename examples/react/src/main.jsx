import 'credential-capture/define';
import {useState} from 'react';
import {createRoot} from 'react-dom/client';

/** React 19 sets properties of custom elements and listens to their events by name. */
function Onboarding() {
  const [execution, setExecution] = useState(null);
  const [parts, setParts] = useState(0);
  if (execution) return <p id="done">Thank you. Your reference is {execution}.</p>;
  return (
    <main>
      <h1>Who are you?</h1>
      <credential-capture
        session-url="/session"
        onpart={() => setParts((n) => n + 1)}
        onfinalized={(event) => setExecution(event.workflowExecution.id)}
      />
      <p>{parts} parts uploaded.</p>
    </main>
  );
}

createRoot(document.getElementById('root')).render(<Onboarding />);
