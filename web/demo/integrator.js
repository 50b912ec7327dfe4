/** The integrator's panel: what the session asks for, the tag's attributes, its events, and what the sandbox received. */
import languages from '../locales/index.js';

const element = /** @type {import('../element/credential-capture.js').CredentialCapture} */ (document.querySelector('credential-capture'));
const log = /** @type {HTMLElement} */ (document.querySelector('#events'));
const attributes = /** @type {HTMLFormElement} */ (document.querySelector('#attributes'));
const tag = /** @type {HTMLElement} */ (document.querySelector('#tag'));

/** The attributes that can be changed here; the first value is the default. @type {Record<string, string[]>} */
const choices = {
  'theme': ['auto', 'light', 'dark'],
  'locale': ['en', ...languages.filter((code) => code !== 'en')],
  'camera': ['auto', 'user', 'environment', 'off'],
  'camera-view': ['auto', 'inline'],
  'guidance': ['advise', 'strict', 'off'],
  'auto-capture': ['on', 'off'],
  'auto-accept': ['on', 'off'],
  'mrz': ['on', 'off'],
};

for (const [name, values] of Object.entries(choices)) {
  const label = document.createElement('label');
  const select = document.createElement('select');
  select.name = name;
  for (const value of values) select.append(new Option(value, value));
  label.append(name, select);
  attributes.querySelector('.choices')?.append(label);
}
attributes.addEventListener('change', show);
show();

/** Sets the attributes that differ from their defaults, and shows the tag. */
function show() {
  for (const [name, value] of new FormData(attributes)) {
    if (value === choices[name][0]) element.removeAttribute(name);
    else element.setAttribute(name, String(value));
  }
  const set = [...element.attributes].filter(({name}) => !name.startsWith('data-'));
  tag.textContent = `<credential-capture${set.map(({name, value}) => `\n  ${name}="${value}"`).join('')}>\n</credential-capture>`;
  document.documentElement.dataset.theme = element.getAttribute('theme') ?? 'auto';
}

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

for (const type of ['ready', 'step', 'captured', 'read', 'part', 'problem', 'handover', 'finalized', 'cancel']) {
  element.addEventListener(type, (/** @type {any} */ event) => {
    const what = [event.screen, event.step?.part, event.action, event.outcome, event.code, event.state, event.steps && `${event.steps.length} steps`];
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

// The server says so with every file.
const visits = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
if (visits.some(({serverTiming}) => serverTiming?.some(({name}) => name === 'sandbox'))) document.querySelector('.sandbox')?.removeAttribute('hidden');
