import {StrictMode, useState} from 'react';
import {createRoot} from 'react-dom/client';
import {CredentialCapture} from 'credential-capture/react';

const session = async (): Promise<object> => {
  const response = await fetch('/session', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'});
  return response.json() as Promise<object>;
};

function Onboarding() {
  const [parts, setParts] = useState(0);
  return (
    <>
      <p>{parts} parts uploaded.</p>
      <CredentialCapture
        className="capture" locale="de" session={() => session()} messages={{'start.title': 'Unser Titel'}} onPart={() => setParts((n) => n + 1)}
        onFinalized={({workflowExecution}) => { document.title = `finalized ${workflowExecution.id}`; }}
      />
    </>
  );
}

createRoot(document.querySelector('#app')!).render(<StrictMode><Onboarding /></StrictMode>);
