/**
 * The page inside the iframe. It sends messages to known parent origins only. The messages have no personal data: no
 * pictures, tokens or names.
 */
const allowedOrigins = [location.origin, ...(document.documentElement.dataset.hosts ?? '').split(' ').filter(Boolean)];
const parentOrigin = allowedOrigins.find((origin) => [origin, encodeURIComponent(origin)].includes(location.hash.slice(1)));
const element = document.querySelector('credential-capture');

if (parentOrigin) {
  const send = (message) => parent.postMessage(message, parentOrigin);
  element.addEventListener('finalized', ({workflowExecution}) => send({type: 'finalized', workflowExecution: workflowExecution.id}));
  element.addEventListener('cancel', () => send({type: 'cancel'}));
} else element.remove();
