/** The integrator's side of the demo: a theme switch, a log of events, and what the sandbox received. */

const element = /** @type {HTMLElement} */ (document.querySelector('credential-capture'));
const log = /** @type {HTMLElement} */ (document.querySelector('#events'));
const theme = /** @type {HTMLSelectElement} */ (document.querySelector('#theme'));

theme.addEventListener('change', () => {
  document.documentElement.dataset.theme = theme.value;
  element.setAttribute('theme', theme.value);
});

for (const type of ['ready', 'step', 'captured', 'part', 'problem', 'finalized', 'cancel']) {
  element.addEventListener(type, (/** @type {any} */ event) => {
    const what = [event.screen, event.step?.part, event.action, event.code, event.steps && `${event.steps.length} steps`];
    const entry = document.createElement('li');
    entry.textContent = [type, ...what].filter(Boolean).join(' ');
    log.append(entry);
  });
}

element.addEventListener('finalized', async (/** @type {any} */ event) => {
  const response = await fetch(`/sandbox/executions/${encodeURIComponent(event.workflowExecution.id)}`);
  if (!response.ok) return; // the real service shows nothing of the kind to a page
  const {credentials} = await response.json();
  const list = /** @type {HTMLElement} */ (document.querySelector('#parts'));
  list.replaceChildren();
  for (const credential of credentials) {
    for (const part of credential.parts) list.append(describe(part));
    if (credential.data) list.append(line(`PREPARED_DATA: ${Object.keys(credential.data).join(', ')}`));
  }
  /** @type {HTMLElement} */ (document.querySelector('#arrived')).hidden = false;
});

/** @param {{classifier: string, page: number, bytes: number, type: string, width: number, height: number, href: string}} part */
function describe({classifier, page, bytes, type, width, height, href}) {
  const size = type === 'application/pdf' ? '' : `, ${width} × ${height} px`;
  const entry = line(`${classifier}${page ? ` ${page}` : ''}: ${type}, ${bytes.toLocaleString()} bytes${size}`);
  if (type.startsWith('image/')) {
    const image = document.createElement('img');
    image.src = href;
    image.alt = '';
    entry.prepend(image);
  }
  return entry;
}

/** @param {string} text */
function line(text) {
  const entry = document.createElement('li');
  entry.textContent = text;
  return entry;
}
