/**
 * The flow's way to the service: the wasm, the session, and a fresh one when the service no longer takes
 * it. The steps are known as soon as /session has answered; the wasm may come later.
 */
import {load} from '../../capture.js';
import {planOf} from './plan.js';

/** ms for which a session that was requested ahead is taken. */
const maxAge = 60_000;

/** @import {Capture, Session} from '../../capture.js' */

export class Service {
  /** @type {Session | undefined} the open one */
  session;
  /** @type {import('./plan.js').Plan} */
  plan = {steps: [], open: {}};
  #settings;
  #onChange;
  #onRetry;
  #signal;
  /** @type {Promise<Capture> | undefined} */
  #capture;
  /** @type {Promise<Session> | undefined} */
  #opening;
  /** @type {object | undefined} */
  #init;
  /** The session, requested ahead. @type {{answer: Promise<object>, session: unknown, url: string, at: number} | undefined} */
  #ahead;
  /** @type {any} why the last renewal failed */
  #unrenewed;

  /**
   * @param {() => import('../settings.js').Settings} settings
   * @param {AbortSignal} signal ends everything
   * @param {() => void} onChange the session has other tokens or steps
   * @param {import('../../capture.js').SessionEvents['retry']} onRetry
   */
  constructor(settings, signal, onChange, onRetry) {
    this.#settings = settings;
    this.#signal = signal;
    this.#onChange = onChange;
    this.#onRetry = onRetry;
  }

  /** @returns {readonly import('../../capture.js').Step[]} */
  get steps() {
    return this.session?.steps ?? this.plan.steps;
  }

  /** Starts to load the wasm; the person reads meanwhile. A failure is reported when the module is needed. */
  warmUp() {
    const {assetsURL, wasmURL} = this.#settings();
    this.#capture ??= load({...(assetsURL && {assetsURL}), ...(wasmURL && {wasmURL})});
    this.#capture.catch(() => {
      this.#capture = undefined;
    });
    return this.#capture;
  }

  /** Requests the session ahead of begin(). */
  prefetch() {
    if (this.#isAhead()) return;
    const {session, sessionURL: url} = this.#settings();
    const answer = this.#ask();
    const ahead = {answer, session, url, at: performance.now()};
    // begin() requests it again, and reports what fails then.
    answer.catch(() => {
      if (this.#ahead === ahead) this.#ahead = undefined;
    });
    this.#ahead = ahead;
  }

  #isAhead() {
    const {session, sessionURL} = this.#settings();
    const ahead = this.#ahead;
    return ahead && performance.now() - ahead.at < maxAge && ahead.session === session && ahead.url === sessionURL;
  }

  /** Reads the session's steps. @param {object} [saved] the snapshot of a session to continue */
  async begin(saved) {
    const ahead = !saved && this.#isAhead() && this.#ahead;
    this.#ahead = undefined;
    this.#know(saved ?? await (ahead ? ahead.answer : this.#ask()));
    const opening = this.open();
    opening.catch(() => {});
    // The wasm reports what is wrong with a session that the page can't read.
    if (!this.plan.steps.length) await opening;
  }

  /** The session, open in the wasm. */
  open() {
    if (!this.#opening) {
      const opening = this.#open().catch((error) => {
        if (this.#opening === opening) this.#opening = undefined;
        throw error;
      });
      this.#opening = opening;
    }
    return this.#opening;
  }

  async #open() {
    const capture = await this.warmUp();
    const init = this.#init;
    const {apiOrigin} = this.#settings();
    const session = await capture.session(/** @type {object} */ (init), {signal: this.#signal, ...(apiOrigin && {apiOrigin})});
    if (init !== this.#init) {
      session.close();
      throw Object.assign(new Error('another device has the session'), {code: 'aborted'});
    }
    session.on('token', this.#onChange);
    session.on('expired', () => this.#renew());
    session.on('retry', this.#onRetry);
    this.session = session;
    this.#onChange();
    return session;
  }

  /** The newest snapshot of the session, from which another device can continue. @returns {object | undefined} */
  get newest() {
    return this.session?.snapshot() ?? this.#init;
  }

  /**
   * Lends the session to another device: nothing is sent from here until begin() is called again.
   * @param {object} snapshot the newest that is known of it
   */
  lend(snapshot) {
    this.session?.close();
    this.session = this.#opening = undefined;
    this.#know({...snapshot});
  }

  /** A fresh session when the service no longer takes this one; cause() has the reason when there is none. */
  async #renew() {
    this.#unrenewed = undefined;
    try {
      const init = await this.#ask(true);
      this.#know(init);
      return init;
    } catch (error) {
      this.#unrenewed = error;
      return undefined;
    }
  }

  /** @param {object} init */
  #know(init) {
    const {steps, open} = planOf(init);
    this.#init = init;
    // Until the session is replaced, the choices of the old one are still used.
    this.plan = {steps, open: {...this.plan.open, ...open}};
  }

  /**
   * @param {boolean} [fresh] not the one that the integrator has set: it has expired
   * @returns {Promise<object>} what /session answers
   */
  async #ask(fresh = false) {
    const {session, sessionURL} = this.#settings();
    if (typeof session === 'function') return this.#call(/** @type {() => Promise<object>} */ (session));
    if (session && !fresh) return session;
    const failure = (/** @type {string} */ code) => Object.assign(new Error('no session'), {code, retryable: code !== 'forbidden'});
    const response = await fetch(sessionURL, {
      method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}', signal: this.#signal,
    }).catch((error) => {
      throw error.name === 'AbortError' ? error : failure(navigator.onLine ? 'network' : 'offline');
    });
    const {ok, status} = response;
    if (!ok) throw failure(status >= 500 ? 'server' : status === 429 ? 'rate_limited' : 'forbidden');
    return response.json().catch(() => {
      throw failure('bad_response');
    });
  }

  /**
   * Calls the integrator's function. A failure with a code of ours keeps it, such as offline.
   * @param {() => object | Promise<object>} session
   */
  async #call(session) {
    try {
      return await session();
    } catch (/** @type {any} */ error) {
      if (typeof error?.code === 'string' || this.#signal.aborted) throw error;
      throw Object.assign(new Error('session() has failed'), {code: navigator.onLine ? 'session_failed' : 'offline', retryable: true, cause: error});
    }
  }

  /**
   * The code to show for a failure. While a session may still be renewed, the cause of the failed renewal counts.
   * @param {any} error
   * @returns {{code: string, retryable: boolean, error: any}}
   */
  cause(error) {
    if (error?.code === 'expired' && this.#unrenewed?.retryable) error = this.#unrenewed;
    return {code: typeof error?.code === 'string' ? error.code : 'internal', retryable: Boolean(error?.retryable), error};
  }

  close() {
    this.session?.close();
    this.session = undefined;
    this.#capture?.then((capture) => capture.close(), () => {});
    this.#capture = undefined;
  }
}
