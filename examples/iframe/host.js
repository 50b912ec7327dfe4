/** The page around the frame. It believes one window of one origin, and tells it nothing but its own. */
// Yours, such as 'https://capture.example.com'. Never out of the address: whoever makes a link to this page would
// choose whose page the person sees here, and whom the camera is handed to.
const frameOrigin = location.origin;
const frame = document.querySelector('iframe');
const said = document.querySelector('#said');

frame.src = new URL(`frame.html#${encodeURIComponent(location.origin)}`, new URL('/iframe/', frameOrigin)).href;
addEventListener('message', ({origin, source, data}) => {
  if (origin !== frameOrigin || source !== frame.contentWindow) return;
  if (data?.type === 'finalized') {
    said.id = 'done';
    said.textContent = `Thank you. Your reference is ${data.workflowExecution}.`;
    frame.remove();
  } else if (data?.type === 'cancel') said.textContent = 'You have left the check.';
});
