'use client';
import {CredentialCapture} from 'credential-capture/react';

const messages = {'start.title': 'Unser Titel'};

async function session(): Promise<object> {
  const response = await fetch('/session', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'});
  return response.json() as Promise<object>;
}

export function Capture() {
  return (
    <CredentialCapture
      locale="de" session={session} messages={messages}
      onFinalized={({workflowExecution}) => { document.title = `finalized ${workflowExecution.id}`; }}
    />
  );
}
