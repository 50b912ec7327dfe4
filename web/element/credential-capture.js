/**
 * <credential-capture>: the whole flow as one element. Importing this file defines nothing and touches
 * no DOM, so that it may be imported on a server; define.js defines it. docs/embedding.md is its manual.
 *
 * Attributes are its state and may change at any time (settings.js); `session` and `messages` are
 * properties, because they are objects.
 */
import {CancelEvent, ProblemEvent, StepEvent} from './events.js';
import {Catalog, language} from './ui/catalog.js';
import {h, style} from './ui/dom.js';
import {Flow} from './flow/flow.js';
import {Persistence, stored} from './store/persistence.js';
import {attributes, isWrong, propertyOf, settingsOf, valueOf} from './settings.js';
import {has} from './ui/message.js';
import {ScreenHost} from './ui/screen-host.js';

const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

/** @implements {import('./credential-capture.js').CredentialCaptureMethods} */
export class CredentialCapture extends Base {
  static observedAttributes = Object.keys(attributes);

  /** @type {import('./credential-capture.js').CredentialCaptureMethods['session']} */
  #session;
  /** @type {import('./ui/catalog.js').Messages} */
  #messages = {};
  /** @type {Flow | undefined} */
  #flow;
  /** Ends the listeners of one connection to a document. */
  #connected = new AbortController();

  /** @type {Promise<void> | undefined} settles when the first screen is shown; undefined while disconnected */
  #opened;
  /** @type {Set<string>} invalid attributes that were reported, as name=value */
  #wrong = new Set();
  /** @type {import('./flow/state.js').Snapshot | undefined} what was under way when the element was removed */
  #left;

  get session() {
    return this.#session;
  }

  set session(value) {
    this.#session = value;
  }

  get messages() {
    return this.#messages;
  }

  set messages(value) {
    this.#messages = value ?? {};
    this.#retranslate();
  }

  connectedCallback() {
    // A property that was set before the definition arrived shadows its accessor.
    for (const name of properties) {
      if (!has(this, name)) continue;
      const self = /** @type {any} */ (this);
      const value = self[name];
      delete self[name];
      self[name] = value;
    }
    if (this.#opened) return this.#moved();
    this.#connected = new AbortController();
    const {signal} = this.#connected;
    this.#opened = this.#open(signal);
    void this.#opened.then(listening).then(() => {
      if (!signal.aborted) CredentialCapture.observedAttributes.forEach((name) => this.#check(name));
    });
  }

  /** An element that is moved is connected again in the same task. */
  disconnectedCallback() {
    queueMicrotask(() => this.isConnected || this.#end());
  }

  /** moveBefore() calls it in place of the two. */
  connectedMoveCallback() {
    this.#retranslate();
  }

  #moved() {
    // Its removal has taken a modal dialog out of the top layer.
    for (const dialog of this.shadowRoot?.querySelectorAll('dialog') ?? []) {
      if (!dialog.open || !dialog.showModal) continue;
      dialog.removeAttribute('open');
      dialog.showModal();
    }
    this.#retranslate();
  }

  #end() {
    if (!this.#opened) return;
    const flow = this.#flow;
    this.#left = flow?.persistence?.newest;
    this.#connected.abort();
    flow?.end();
    this.#flow = this.#opened = undefined;
    // No button of a flow that has ended may be pressed: the next one needs a moment.
    this.shadowRoot?.querySelector('.card')?.replaceWith(skeleton());
    delete this.dataset.screen;
    if (this.#left) this.dispatchEvent(new CancelEvent('removed'));
  }

  /** @param {string} name @param {string | null} before @param {string | null} after */
  attributeChangedCallback(name, before, after) {
    if (before === after || !this.#flow) return;
    this.#check(name);
    if (name === 'locale') this.#retranslate();
    if (name === 'journal' && valueOf(this, 'journal') === 'off') void this.#flow.persistence?.forget();
    if (name === 'camera' && valueOf(this, 'camera') === 'off') this.#flow.send('off', {step: this.#flow.screens.step});
    if (name === 'handover-url') this.#flow.devices.arrives();
  }

  /** Starts the flow, or continues it after a reload, as the first button does. */
  async start() {
    while (!this.#flow && this.#opened) await this.#opened; // another one when the element is moved meanwhile
    await this.#flow?.start();
  }

  /** Stops the flow, as the person can, and fires `cancel`. */
  cancel() {
    this.#flow?.cancel();
  }

  /** Returns to the first screen and deletes what was stored. */
  reset() {
    this.#flow?.reset();
  }

  /** Reports an invalid attribute once; its default holds. @param {string} name */
  #check(name) {
    const entry = `${name}=${this.getAttribute(name)}`;
    if (!isWrong(this, name) || this.#wrong.has(entry)) return;
    this.#wrong.add(entry);
    const error = Object.assign(new Error(`${name} has an invalid value`), {code: 'bad_option', field: name, retryable: false});
    this.dispatchEvent(new ProblemEvent('bad_option', error));
  }

  /** @param {AbortSignal} signal */
  async #open(signal) {
    const root = this.shadowRoot ?? this.attachShadow({mode: 'open'});
    if (!root.firstChild) root.append(skeleton());
    const locale = this.#language();
    const [messages, store] = await Promise.all([language(locale), this.#store(), style(root, new URL('./element.css', import.meta.url)).catch(() => {})]);
    const words = new Catalog(messages, this.messages, locale);
    if (signal.aborted) return void store?.close();
    const screens = h('div', {class: 'screens'});
    const live = h('div', {class: 'away', role: 'status', 'aria-live': 'polite'});
    const card = h('div', {class: 'card', part: 'card', lang: words.language, dir: words.direction}, screens, live);
    root.querySelector('.card')?.remove();
    root.append(card);
    const host = new ScreenHost(screens, live, words, (screen) => {
      this.dataset.screen = screen.name;
      flow.state.set('place', {screen: screen.name, key: screen.step && flow.state.key(screen.step)});
      this.dispatchEvent(new StepEvent(screen.name, screen.step));
    });
    const flow = new Flow(host, () => settingsOf(this, this.#session), (event) => this.dispatchEvent(event));
    this.#flow = flow;
    flow.persistence = new Persistence(flow, store, signal);
    flow.persistence.left = this.#left;
    this.#left = undefined;
    if (!flow.devices.arrives()) flow.send(flow.persistence.left && flow.resumable ? 'resume' : 'open');
    this.#listen(card, flow, signal);
    // The locale may have changed while the messages were loaded.
    if (locale !== this.#language()) void this.#translate(words, signal);
    // Where data is saved, nothing is loaded before the start.
    if (!(/** @type {any} */ (navigator).connection?.saveData)) {
      prefetch(flow).catch(({code}) => code === 'wasm_unavailable' && host.name === 'start' && flow.send('open', {unable: true}));
    }
    // Before it is there, Back leaves the page.
    import('./flow/history.js').then(({SystemBack}) => {
      const back = new SystemBack(flow, this, signal);
      host.entered = () => back.shown();
      host.entered();
    }, () => {});
  }

  /** The session that was stored before a reload. */
  async #store() {
    const store = await stored();
    if (valueOf(this, 'journal') === 'off') {
      await store?.wipe();
      await store?.close();
    } else if (store?.found) await listening(); // the integrator may have another session for it
    return store;
  }

  /**
   * The words change where they stand: the person keeps their place, the focus and what they have typed.
   * @param {Catalog} words
   * @param {AbortSignal} signal
   */
  async #translate(words, signal) {
    const locale = this.#language();
    const [messages, {relabel}] = await Promise.all([language(locale), import('./ui/relabel.js')]);
    const card = /** @type {HTMLElement | null | undefined} */ (this.shadowRoot?.querySelector('.card'));
    // A language that was requested later may have loaded first.
    if (signal.aborted || locale !== this.#language() || !card) return;
    relabel(card, words.become(messages, this.messages, locale));
    card.lang = words.language;
    card.dir = words.direction;
    this.#flow?.uploadStatus.update();
    this.#flow?.screens.translated();
  }

  #retranslate() {
    if (this.#flow) void this.#translate(this.#flow.words, this.#connected.signal);
  }

  /** The locale attribute, else the nearest lang attribute, also outside of shadow roots, else English. */
  #language() {
    let lang = valueOf(this, 'locale');
    for (let at = /** @type {any} */ (this); at && !lang; at = at.getRootNode().host) lang = at.closest('[lang]')?.lang;
    return lang || 'en';
  }

  /**
   * Files that are dropped on the element or pasted while it takes them, and the network's return.
   * @param {HTMLElement} card
   * @param {Flow} flow
   * @param {AbortSignal} signal
   */
  #listen(card, flow, signal) {
    const {screens} = flow;
    card.addEventListener('dragover', (event) => {
      if (!screens.takesFiles) return;
      event.preventDefault();
      card.classList.add('drop');
    }, {signal});
    for (const type of ['dragleave', 'drop']) card.addEventListener(type, () => card.classList.remove('drop'), {signal});
    card.addEventListener('drop', (event) => {
      event.preventDefault();
      screens.files([...(event.dataTransfer?.files ?? [])]);
    }, {signal});
    document.addEventListener('paste', (event) => {
      // A paste into a field of the page belongs to the page, and one into another element to that.
      const path = event.composedPath();
      const [target] = path;
      if (target instanceof Element && target.closest('input, textarea, [contenteditable]')) return;
      if (event.defaultPrevented || !screens.takesFiles || !this.getClientRects().length) return;
      if (path.some((each) => each instanceof CredentialCapture && each !== this)) return;
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      screens.files(files);
    }, {signal});
    // A file that misses the card would make the browser leave the page for it.
    for (const type of ['dragover', 'drop']) {
      addEventListener(type, (event) => {
        if (screens.takesFiles && /** @type {DragEvent} */ (event).dataTransfer?.types.includes('Files')) event.preventDefault();
      }, {signal});
    }
    addEventListener('online', () => flow.uploads?.retry(), {signal});
    addEventListener('hashchange', () => flow.devices.arrives(), {signal}); // a link that was opened in this very tab
  }
}

/** Names of the public properties that can be set. */
const properties = ['session', 'messages'];

/** Each attribute is a property too. */
for (const name of Object.keys(attributes)) {
  const property = propertyOf(name);
  Object.defineProperty(CredentialCapture.prototype, property, {
    configurable: true,
    enumerable: true,
    get() {
      return valueOf(this, /** @type {import('./settings.js').Name} */ (name));
    },
    set(value) {
      if (value === undefined || value === null) this.removeAttribute(name);
      else this.setAttribute(name, String(value));
    },
  });
  properties.push(property);
}

/** Waits until the scripts of the page have run: before that none of them can listen. */
async function listening() {
  if (document.readyState === 'complete') return;
  await new Promise((done) => {
    document.addEventListener('DOMContentLoaded', done, {once: true});
    addEventListener('load', done, {once: true});
  });
}

/** Loads what the camera needs, then what follows a picture, while the person reads the first screen. @param {Flow} flow */
async function prefetch(flow) {
  const capture = await flow.capture();
  void flow.persistence?.load(); // also deletes what other tabs have left
  if (flow.settings().guidance !== 'off') await import('./camera/guidance.js').then(({prepare}) => prepare(capture));
  await flow.loadLater();
}

/** A screen's room with grey shapes in it. Its style is set by script: a Content-Security-Policy forbids the attribute. */
function skeleton() {
  const shape = (/** @type {string} */ style, /** @type {Node[]} */ ...children) => {
    const element = h('div', {}, ...children);
    element.style.cssText = `inline-size: 100%; border-radius: var(--cc-radius, 16px); background: #8082; ${style}`;
    return element;
  };
  const lines = ['12rem; block-size: 7rem', '14rem; block-size: 1.5rem', '18rem; block-size: 1rem', '100%; block-size: 3.25rem']
    .map((size) => shape(`max-inline-size: ${size}`));
  const card = shape('display: grid; gap: 1.25rem; place-items: center; align-content: center; box-sizing: border-box;'
    + 'padding: 1.25rem; inline-size: 46rem; max-inline-size: 100%; min-block-size: calc(34rem + 2px); margin-inline: auto', ...lines);
  card.className = 'card';
  return card;
}
