/** The integrator's side, the same for all. */
export const messages = {'start.title': 'Unser Titel'};

export async function session(): Promise<object> {
  const response = await fetch('/session', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'});
  return response.json() as Promise<object>;
}

export const thank = (event: {workflowExecution: {id: string}}) => {
  document.title = `finalized ${event.workflowExecution.id}`;
};
