/** Stores the state of a flow while its session goes on, offers it after a reload, and deletes it at the end. */
import {version} from '../../capture.js';

/** @import {SessionStore} from './session-store.js' */
/** @import {Flow} from '../flow/flow.js' */

export class Persistence {
  #flow;
  #store;

  /**
   * @param {Flow} flow
   * @param {SessionStore} store
   * @param {AbortSignal} signal ends it; what is kept stays
   */
  constructor(flow, store, signal) {
    this.#flow = flow;
    this.#store = store;
    const stop = flow.state.watch((change) => this.#keep(change));
    signal.addEventListener('abort', () => {
      stop();
      void store.close();
    });
  }

  /** Whether there is something to go on with. What is of another session, or from elsewhere, goes. */
  get offers() {
    const {found} = this.#store;
    if (!found) return false;
    const {session} = this.#flow.settings();
    const other = typeof session === 'object' && idOf(session) !== idOf(found.session);
    if (other || found.origin !== this.#origin) void this.forget();
    return Boolean(this.#store.found);
  }

  /** @returns {Promise<import('../flow/state.js').Snapshot | undefined>} what Flow.resume() takes */
  async recall() {
    return this.offers ? this.#store.restore() : undefined;
  }

  forget() {
    return this.#store.wipe();
  }

  /** @param {import('../flow/state.js').Change} change */
  #keep(change) {
    const {state, service} = this.#flow;
    // The state's own is older when no token came with the last answer; it has none when all is over.
    const session = state.session && (service.session?.snapshot() ?? state.session);
    if (!this.#flow.settings().journal) return;
    if (change === 'cleared' && !session) void this.forget();
    else if (session && change !== 'progress') this.#store.put(idOf(session), {...state.snapshot(), session, origin: this.#origin});
  }

  /** Which page gave the session, to which version of this code. */
  get #origin() {
    return `${version} ${new URL(this.#flow.settings().sessionURL, document.baseURI)}`;
  }
}

/** @param {any} session an account-create answer or a snapshot */
const idOf = (session) => String(session?.workflowExecution?.id);
