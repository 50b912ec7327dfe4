/** The page around the iframe. It accepts messages from one window of one origin, and sends only its own origin. */
// Your capture page's origin, such as 'https://capture.example.com'. Never take it from the URL: a crafted link could
// then embed a foreign page with access to the camera.
const frameOrigin = location.origin;
const frame = document.querySelector('iframe');
const message = document.querySelector('#message');

frame.src = new URL(`frame.html#${encodeURIComponent(location.origin)}`, new URL('/iframe/', frameOrigin)).href;
addEventListener('message', ({origin, source, data}) => {
  if (origin !== frameOrigin || source !== frame.contentWindow) return;
  if (data?.type === 'finalized') {
    message.id = 'done';
    message.textContent = `Thank you. Your reference is ${data.workflowExecution}.`;
    frame.remove();
  } else if (data?.type === 'cancel') message.textContent = 'You have left the check.';
});
