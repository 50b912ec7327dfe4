/**
 * The integrator's side of the demo: switches for theme and language, what the session asks for, a log of
 * events, and what the sandbox received.
 */
import languages from '../locales/index.js';

const element = /** @type {import('../element/credential-capture.js').CredentialCapture} */ (document.querySelector('credential-capture'));
const log = /** @type {HTMLElement} */ (document.querySelector('#events'));
const theme = /** @type {HTMLSelectElement} */ (document.querySelector('#theme'));

theme.addEventListener('change', () => {
  document.documentElement.dataset.theme = theme.value;
  element.setAttribute('theme', theme.value);
});

const locale = /** @type {HTMLSelectElement} */ (document.querySelector('#locale'));
for (const code of languages) {
  if (code === 'en') continue; // it is there already
  const name = new Intl.DisplayNames([code], {type: 'language'}).of(code) ?? code;
  locale.append(new Option(name.charAt(0).toLocaleUpperCase(code) + name.slice(1), code));
}
locale.addEventListener('change', () => element.setAttribute('locale', locale.value));

/** What POST /session of this server takes for each choice of a document. @type {Record<string, object>} */
const documents = {
  open: {category: 'ID'},
  countries: {category: 'ID', country: {values: ['AUT', 'CHE', 'DEU']}},
};

const order = /** @type {HTMLFormElement} */ (document.querySelector('#order'));
order.addEventListener('submit', (event) => {
  event.preventDefault();
  const asked = new FormData(order);
  const id = String(asked.get('id'));
  const credentials = [
    ...(id ? [documents[id] ?? {category: 'ID', type: id}] : []),
    ...['SELFIE', 'DOCUMENT', 'DATA'].filter((category) => asked.has(category)).map((category) => ({category})),
  ];
  // Asked for when it begins, and again when a session has expired.
  element.session = async () => {
    const response = await fetch('/session', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({credentials})});
    if (!response.ok) throw Object.assign(new Error('no session'), {code: 'server', retryable: true});
    return response.json();
  };
  element.reset();
  void element.start();
  element.scrollIntoView();
});

for (const type of ['ready', 'step', 'captured', 'part', 'problem', 'handover', 'finalized', 'cancel']) {
  element.addEventListener(type, (/** @type {any} */ event) => {
    const what = [event.screen, event.step?.part, event.action, event.code, event.state, event.steps && `${event.steps.length} steps`];
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
