/**
 * <credential-capture>: the whole flow as one element. Importing this file defines nothing and touches
 * no DOM, so that it may be imported on a server; define.js defines it.
 *
 * Attributes are its state and may change at any time: session-url, camera, theme, locale, wasm-url.
 * `session` and `messages` are properties, because they are objects.
 */
import {CaptureEvents} from './announce.js';
import {Catalog, language} from './catalog.js';
import {h} from './dom.js';
import {Flow} from './flow.js';
import {startScreen} from './screens/start.js';
import {Stage} from './stage.js';

const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

/** @typedef {'auto' | 'user' | 'environment' | 'off'} CameraChoice */

export class CredentialCapture extends Base {
  static observedAttributes = ['locale'];

  /** @type {object | undefined} what /session would answer, when the host has it already */
  session;
  /** @type {import('./catalog.js').Messages} replaces single words of the interface */
  messages = {};
  /** @type {Flow | undefined} */
  #flow;
  #events = new CaptureEvents(this);
  /** Ends the listeners of one connection to a document. */
  #connected = new AbortController();

  /** POSTed to with {} for a session. Default "/session". */
  get sessionURL() {
    return this.getAttribute('session-url') || '/session';
  }

  set sessionURL(url) {
    this.setAttribute('session-url', url);
  }

  /** @returns {CameraChoice} which camera is asked for first; anything unknown is "auto" */
  get camera() {
    const value = this.getAttribute('camera');
    return value === 'user' || value === 'environment' || value === 'off' ? value : 'auto';
  }

  set camera(choice) {
    this.setAttribute('camera', choice);
  }

  /** @returns {'auto' | 'light' | 'dark'} */
  get theme() {
    const value = this.getAttribute('theme');
    return value === 'light' || value === 'dark' ? value : 'auto';
  }

  set theme(theme) {
    this.setAttribute('theme', theme);
  }

  /** BCP 47. Default: the nearest lang attribute, or English. */
  get locale() {
    return this.getAttribute('locale') || this.closest('[lang]')?.getAttribute('lang') || 'en';
  }

  set locale(locale) {
    this.setAttribute('locale', locale);
  }

  connectedCallback() {
    this.#connected = new AbortController();
    void this.#open(this.#connected.signal);
  }

  disconnectedCallback() {
    this.#connected.abort();
    this.#flow?.end();
    this.#flow = undefined;
  }

  /**
   * @param {string} _name
   * @param {string | null} before
   * @param {string | null} after
   */
  attributeChangedCallback(_name, before, after) {
    // Another language begins anew; in the middle of the flow the person would lose their place.
    if (before !== after && this.#flow && this.dataset.screen === 'start') {
      this.disconnectedCallback();
      this.connectedCallback();
    }
  }

  /** Begins the flow, as the start button does. */
  async start() {
    await this.#flow?.start();
  }

  /** Ends the flow, as the person may; `cancel` is fired. */
  cancel() {
    this.#flow?.cancel();
  }

  /** Back to the first screen; nothing is kept. */
  reset() {
    this.#flow?.reset();
  }

  /** @param {AbortSignal} signal */
  async #open(signal) {
    const words = new Catalog(this.messages, await language(this.locale));
    const root = this.shadowRoot ?? this.attachShadow({mode: 'open'});
    await style(root);
    if (signal.aborted) return;
    const screens = h('div', {class: 'screens'});
    const live = h('div', {class: 'away', role: 'status', 'aria-live': 'polite'});
    const card = h('div', {class: 'card', part: 'card', lang: words.language, dir: words.direction}, screens, live);
    root.querySelector('.card')?.remove();
    root.append(card);
    const stage = new Stage(screens, live, words, (screen) => {
      this.dataset.screen = screen.name;
      this.#events.step(screen.name, screen.step);
    });
    const flow = new Flow(stage, () => ({
      sessionURL: this.sessionURL, session: this.session, camera: this.camera,
      wasmURL: this.getAttribute('wasm-url') ?? undefined,
    }), this.#events);
    this.#flow = flow;
    stage.show(startScreen(flow));
    this.#listen(card, stage, signal);
    flow.warmUp();
  }

  /**
   * Files that are dropped on the element or pasted while it takes them.
   * @param {HTMLElement} card
   * @param {Stage} stage
   * @param {AbortSignal} signal
   */
  #listen(card, stage, signal) {
    card.addEventListener('dragover', (event) => {
      if (!stage.takesFiles) return;
      event.preventDefault();
      card.classList.add('drop');
    }, {signal});
    for (const type of ['dragleave', 'drop']) card.addEventListener(type, () => card.classList.remove('drop'), {signal});
    card.addEventListener('drop', (event) => {
      event.preventDefault();
      stage.files([...(event.dataTransfer?.files ?? [])]);
    }, {signal});
    document.addEventListener('paste', (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length) stage.files(files);
    }, {signal});
  }
}

/**
 * Puts the style sheet in once, and waits for it: a page without it would flash.
 * @param {ShadowRoot} root
 */
async function style(root) {
  if (root.querySelector('link')) return;
  const link = h('link', {rel: 'stylesheet', href: new URL('./element.css', import.meta.url).href});
  const loaded = new Promise((done) => {
    link.addEventListener('load', done, {once: true});
    link.addEventListener('error', done, {once: true});
  });
  root.append(link);
  await loaded;
}
