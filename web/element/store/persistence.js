/** Stores the state of a flow during its session, offers it after a reload, and deletes it at the end. */
import {version} from '../../capture.js';

/** @import {SessionStore} from './session-store.js' */
/** @import {Flow} from '../flow/flow.js' */

/** Name in sessionStorage of what this tab has stored. */
const slot = 'credential-capture';

/** Opens the store; undefined if it can't be loaded. */
const load = () => import('./session-store.js').then(({SessionStore}) => SessionStore.open()).catch(() => undefined);

/** Opens the store if a session was stored before a reload. A first visit doesn't wait for it. */
export async function stored() {
  try {
    return sessionStorage.getItem(slot) ? load() : undefined;
  } catch {
    return undefined; // the page may not store anything
  }
}

export class Persistence {
  #flow;
  #store;
  #signal;
  /** @type {Promise<void> | undefined} */
  #loading;
  /** What is kept once the store is loaded. @type {[session: string, state: object] | undefined} */
  #next;
  /** The state with which an element that was removed and inserted again continues. @type {(import('../flow/state.js').Snapshot & {origin?: string}) | undefined} */
  left;

  /**
   * @param {Flow} flow
   * @param {SessionStore | undefined} store of stored()
   * @param {AbortSignal} signal ends it; what is kept stays
   */
  constructor(flow, store, signal) {
    this.#flow = flow;
    this.#store = store;
    this.#signal = signal;
    const stop = flow.state.watch((change) => this.#keep(change));
    signal.addEventListener('abort', () => {
      stop();
      void this.#store?.close();
    });
  }

  /** Loads the store, unless it is there. */
  load() {
    this.#loading ??= this.#store ? Promise.resolve() : load().then((store) => {
      this.#store = store;
      if (this.#signal.aborted) return void store?.close();
      if (this.#next) store?.put(...this.#next);
    });
    return this.#loading;
  }

  /** The stored state, whose pictures may be marks. One of another session or page is deleted. @returns {import('../flow/state.js').Snapshot | undefined} */
  get offers() {
    const found = this.left ?? this.#store?.found;
    if (!found) return undefined;
    const {session} = this.#flow.settings();
    const other = typeof session === 'object' && idOf(session) !== idOf(found.session);
    if (other || found.origin !== this.#origin) void this.forget();
    return this.left ?? this.#store?.found;
  }

  /** @returns {Promise<import('../flow/state.js').Snapshot | undefined>} what Flow.resume() takes */
  async recall() {
    if (!this.offers) return undefined;
    const {left} = this;
    this.left = undefined;
    const kept = await this.#store?.restore(); // withdraws the offer too
    return left ?? kept;
  }

  forget() {
    this.left = this.#next = undefined;
    return this.#store?.wipe();
  }

  /** The state of the flow; undefined without a session. */
  get newest() {
    const {state, service} = this.#flow;
    // The state's own is older when no token came with the last answer; it has none when all is over.
    const session = state.session && (service.session?.snapshot() ?? state.session);
    return session && {...state.snapshot(), session, origin: this.#origin};
  }

  /** @param {import('../flow/state.js').Change} change */
  #keep(change) {
    if (!this.#flow.settings().journal) return;
    const {newest} = this;
    if (change === 'cleared' && !newest) void this.forget();
    if (!newest || change === 'progress') return;
    this.#next = [idOf(newest.session), newest];
    if (this.#store) this.#store.put(...this.#next);
    else void this.load();
  }

  /** Which page gave the session, to which version of this code. */
  get #origin() {
    return `${version} ${new URL(this.#flow.settings().sessionURL, document.baseURI)}`;
  }
}

/** @param {any} session an account-create answer or a snapshot */
const idOf = (session) => String(session?.workflowExecution?.id);
