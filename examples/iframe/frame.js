/**
 * The page in the frame. It speaks to hosts that it knows only; what it says holds no personal data: no
 * picture, no token, no name.
 */
const known = [location.origin, ...(document.documentElement.dataset.hosts ?? '').split(' ').filter(Boolean)];
const host = decodeURIComponent(location.hash.slice(1));
const element = document.querySelector('credential-capture');

if (known.includes(host)) {
  const say = (message) => parent.postMessage(message, host);
  element.addEventListener('finalized', ({workflowExecution}) => say({type: 'finalized', workflowExecution: workflowExecution.id}));
  element.addEventListener('cancel', () => say({type: 'cancel'}));
} else element.remove();
