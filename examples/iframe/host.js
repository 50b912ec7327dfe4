/** The page around the frame. It believes one window of one origin, and tells it nothing but its own. */
const params = new URLSearchParams(location.search);
const frameOrigin = params.get('frame') ?? location.origin; // yours: 'https://capture.example.com'
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
