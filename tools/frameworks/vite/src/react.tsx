import {StrictMode, useRef, useState} from 'react';
import {createRoot} from 'react-dom/client';
import {CredentialCapture} from 'credential-capture/react';
import type {CredentialCaptureElement} from 'credential-capture/react';
import {messages, session, thank} from './integrator.js';

function Onboarding() {
  const element = useRef<CredentialCaptureElement>(null);
  const [parts, setParts] = useState(0);
  return (
    <>
      <p>{parts} parts uploaded. <button onClick={() => element.current?.cancel()}>Leave</button></p>
      <CredentialCapture
        ref={element} className="capture" locale="de" session={() => session()} messages={{...messages}} steps={undefined}
        onPart={() => setParts((n) => n + 1)} onFinalized={thank}
      />
    </>
  );
}

createRoot(document.querySelector('#app')!).render(<StrictMode><Onboarding /></StrictMode>);

// The element's own tag, and mistakes that the compiler must report.
export const tags = [
  <credential-capture key="1" locale="de" session-url="/session" onfinalized={thank} />,
  // @ts-expect-error not a theme
  <credential-capture key="2" theme="blue" />,
  // @ts-expect-error not a member of this event
  <CredentialCapture key="3" onCancel={(event) => event.workflowExecution} />,
];
