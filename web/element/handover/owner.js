/** The device that has begun the session: shows the link, follows the guest, and continues afterwards. */
import {choicesOf, leadsTo, originsOf} from './check.js';
import {HandoverEvent, ProblemEvent} from '../events.js';

/** @import {Flow} from '../flow/flow.js' */
/** @import {Status} from './wire.js' */
/** @import {Lent} from '../flow/state.js' */

/** ms that the phone has to finish an upload before the session is taken back. */
const returnTimeout = 10_000;

export class Owner {
  #flow;
  #wire;
  #signal;
  /** @type {string | undefined} the step from which the person left */
  #from;
  /** Continues when the phone has given the session back. @type {((status: Status) => void) | undefined} */
  #onReturned;
  stop = () => {};

  /** @param {Flow} flow @param {import('./wire.js').Wire} wire @param {AbortSignal} signal */
  constructor(flow, wire, signal) {
    this.#flow = flow;
    this.#wire = wire;
    this.#signal = signal;
  }

  /** @param {string} [from] the key of the step where the person is */
  async lend(from) {
    const flow = this.#flow;
    const {state, service} = flow;
    this.#from = from;
    flow.send('wait', {uploads: Boolean(state.session)});
    if (!service.newest) {
      void flow.persistence?.forget();
      await flow.begun();
    }
    const step = from && state.step(from) || state.steps.find((each) => !state.isComplete(each));
    await flow.attempt(() => this.#send(), () => this.lend(from), step);
  }

  async #send() {
    const flow = this.#flow;
    const {state, service} = flow;
    // What was confirmed goes first: the phone can't send it. What failed is shown where the person was.
    if (await flow.uploads?.all() === false) return this.#here();
    const session = /** @type {object} */ (service.newest);
    const {chosen, begun} = state.snapshot();
    const {token, link, qr, until} = await this.#wire.call('POST', '', {page: this.#page, session, flow: {chosen}});
    service.lend(session);
    // A flow whose wasm is still on its way has no open session yet; the store needs one.
    state.set('session', session);
    state.set('begun', begun ?? /** @type {any} */ (session).workflowExecution?.id);
    this.#go({role: 'owner', token: String(token), link, qr, until});
    return undefined;
  }

  /** @param {Lent} lent */
  async resume(lent) {
    const {service, state} = this.#flow;
    service.lend(/** @type {object} */ (state.session));
    this.#go(lent);
    return true;
  }

  /** @param {Lent} lent */
  #go(lent) {
    const flow = this.#flow;
    this.#wire.token = lent.token;
    flow.state.set('handover', lent);
    flow.send(lent.taken ? 'taken' : 'lent', {lent});
    flow.emit(new HandoverEvent(lent.taken ? 'taken' : 'waiting', 'owner'));
    void this.#wire.follow((status) => this.#onStatus(status));
  }

  /** @param {Status} status */
  #onStatus(status) {
    const {state, emit, send} = this.#flow;
    const lent = state.handover;
    if (this.#signal.aborted || !lent) return;
    if (status.state === 'expired') this.#expired(lent);
    else if (status.state === 'finished') this.#finished(status);
    else if (status.state === 'returned') this.#onReturned ? this.#onReturned(status) : void this.#comeBack(status);
    else if (status.state === 'taken' || status.state === 'asked') {
      this.#adopt(status);
      if (!lent.taken) {
        state.set('handover', {role: 'owner', token: lent.token, taken: true});
        emit(new HandoverEvent('taken', 'owner'));
        send('taken');
      }
    }
    send('status', status);
  }

  /** Security: a session counts only if all its addresses are of this device's origins, because anyone may have taken the link. @param {Status} status */
  #own({session}) {
    return session && leadsTo(session, originsOf(this.#flow.service.newest)) ? session : undefined;
  }

  /** @param {Status} status has the newest tokens of the session */
  #adopt(status) {
    const {state, service} = this.#flow;
    const session = this.#own(status);
    if (!session) return;
    service.lend(session);
    for (const [key, choice] of Object.entries(choicesOf(status.flow?.chosen))) state.choose(key, choice);
    state.set('session', session);
  }

  /** @param {Lent} lent the link was not opened in time, or the session has expired */
  #expired(lent) {
    const flow = this.#flow;
    flow.emit(new HandoverEvent('expired', 'owner'));
    if (lent.taken) return flow.send('failed', {error: {code: 'expired', retryable: false}});
    flow.emit(new ProblemEvent('handover_expired', undefined));
    return flow.send('expired');
  }

  /** @param {Status} status */
  #finished(status) {
    const flow = this.#flow;
    if (this.#signal.aborted) return;
    this.stop();
    flow.emit(new HandoverEvent('finished', 'owner'));
    void flow.attempt(() => flow.send('finished', {ids: this.#own(status) ?? flow.service.newest}), () => {});
  }

  /** Goes on with this device instead. */
  async takeBack() {
    const flow = this.#flow;
    flow.send('wait');
    await flow.attempt(async () => {
      const returned = new Promise((resolve) => {
        this.#onReturned = resolve;
      });
      let status = await this.#ask(false);
      if (status.state === 'asked') {
        await Promise.race([returned, new Promise((done) => setTimeout(done, returnTimeout))]);
        status = await this.#ask(true);
      }
      if (status.state === 'finished') return this.#finished(status);
      return this.#comeBack(status);
    }, () => this.takeBack());
  }

  /** @param {boolean} force @returns {Promise<Status>} */
  #ask(force) {
    return this.#wire.call('POST', '/back', {force}).catch((error) => {
      // No device has it any more: this one has the newest.
      if (error.code === 'handover_expired') return {state: 'returned'};
      throw error;
    });
  }

  /** Another link in place of the one that has ended. */
  renew() {
    this.#wire.token = '';
    this.#flow.state.set('handover', undefined);
    return this.lend(this.#from);
  }

  /** @param {Status} status */
  async #comeBack(status) {
    const flow = this.#flow;
    const {state} = flow;
    if (this.#signal.aborted) return;
    this.stop();
    const {taken} = state.handover ?? {};
    this.#adopt(status);
    // What the phone has changed is the phone's. Of the rest this device has the pictures: they stay, in case
    // the session has to be renewed.
    const {parts, chosen, typed, session, limits, begun} = state.snapshot();
    const changed = Array.isArray(status.flow?.changed) ? status.flow.changed : [];
    const kept = Object.entries(parts).filter(([key]) => !changed.includes(key));
    const had = taken || changed.length > 0; // between two polls a phone may take it and return it
    flow.emit(new HandoverEvent('returned', 'owner'));
    await flow.resume({version: 1, session, chosen, typed, limits, begun, parts: Object.fromEntries(kept), place: {screen: 'start', key: had ? undefined : this.#from}});
  }

  /** Returns to the step at which the person was: an upload has failed. */
  #here() {
    const flow = this.#flow;
    this.stop();
    flow.send('restored', {step: this.#from && flow.state.step(this.#from), screen: 'overview'});
  }

  /** Ends the handover: the link becomes invalid, and the phone continues alone. */
  drop() {
    if (this.#flow.state.handover) this.#wire.leave('/back', {force: true});
    this.stop();
  }

  /** The path that the link leads to. What a page has in its query may be about a person, so it stays here. */
  get #page() {
    const {handoverPage} = this.#flow.settings();
    if (!handoverPage) return location.pathname;
    const {pathname, search} = new URL(handoverPage, document.baseURI);
    return pathname + search;
  }
}
