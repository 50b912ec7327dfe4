/** The device that has begun: it shows the link, then what the other one does, and goes on afterwards. */
import {choicesOf, leadsTo, originsOf} from './check.js';
import {busyScreen} from '../screens/busy.js';
import {expiredScreen, followScreen, linkScreen} from '../screens/handover.js';
import {overviewScreen} from '../screens/overview.js';

/** @typedef {import('../flow/flow.js').Flow} Flow */
/** @typedef {import('./wire.js').Told} Told */
/** @typedef {import('../flow/state.js').Lent} Lent */

/** ms that the phone has for an upload that is on its way, when the session is asked back. */
const patience = 10_000;

export class Owner {
  #flow;
  #wire;
  #signal;
  /** @type {string | undefined} the step from which the person left */
  #from;
  /** @type {ReturnType<typeof followScreen> | undefined} the screen that follows what happens */
  #shown;
  /** Goes on when the phone has given the session back. @type {((told: Told) => void) | undefined} */
  #awaited;
  stop = () => {};

  /**
   * @param {Flow} flow
   * @param {import('./wire.js').Wire} wire
   * @param {AbortSignal} signal
   */
  constructor(flow, wire, signal) {
    this.#flow = flow;
    this.#wire = wire;
    this.#signal = signal;
  }

  /** @param {string} [from] the key of the step where the person is */
  async lend(from) {
    const flow = this.#flow;
    const {state, service, stage} = flow;
    this.#from = from;
    stage.show(busyScreen(flow, 'busy.session', Boolean(state.session)));
    if (!service.newest) {
      void flow.memory?.forget();
      await flow.begun();
    }
    const step = from && flow.step(from) || flow.steps.find((each) => !flow.has(each));
    await flow.attempt(() => this.#send(), () => this.lend(from), step);
  }

  async #send() {
    const flow = this.#flow;
    const {state, service} = flow;
    // What was confirmed goes first: the phone can't send it. What failed is shown where the person was.
    if (!await flow.uploads.all()) return this.#here();
    const session = /** @type {object} */ (service.newest);
    const {chosen} = state.snapshot();
    const {token, link, qr, until} = await this.#wire.call('POST', '', {page: this.#page, session, flow: {chosen}});
    service.lend(session);
    // A flow whose wasm is still on its way has no session of its own yet; the journal wants one.
    state.set('session', session);
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
    this.#show(lent.taken ? followScreen(flow, this.#ways) : linkScreen(flow, lent, this.#ways));
    flow.events.handover(lent.taken ? 'taken' : 'waiting', 'owner');
    void this.#wire.follow((told) => this.#hear(told));
  }

  /** The ways on from each screen. */
  get #ways() {
    return {here: () => this.back(), renew: () => this.#renew()};
  }

  /** @param {Told} told */
  #hear(told) {
    const {state, stage, events} = this.#flow;
    const lent = state.handover;
    if (this.#signal.aborted || !lent) return;
    if (told.state === 'expired') this.#expired(lent);
    else if (told.state === 'finished') this.#finished(told);
    else if (told.state === 'returned') this.#awaited ? this.#awaited(told) : void this.#comeBack(told);
    else if (told.state === 'taken' || told.state === 'asked') {
      this.#know(told);
      if (!lent.taken) {
        state.set('handover', {role: 'owner', token: lent.token, taken: true});
        events.handover('taken', 'owner');
        this.#show(followScreen(this.#flow, this.#ways));
      }
    }
    if (stage.name === this.#shown?.name) this.#shown?.update(told);
  }

  /** @param {ReturnType<typeof followScreen>} screen */
  #show(screen) {
    this.#shown = screen;
    this.#flow.stage.show(screen);
  }

  /** @param {Told} told the session of it, if it leads where this device's own does: a stranger may have taken the link */
  #own({session}) {
    return session && leadsTo(session, originsOf(this.#flow.service.newest)) ? session : undefined;
  }

  /** @param {Told} told what the phone has said of the session: the newest tokens, for whatever comes */
  #know(told) {
    const {state, service} = this.#flow;
    const session = this.#own(told);
    if (!session) return;
    service.lend(session);
    for (const [key, choice] of Object.entries(choicesOf(told.flow?.chosen))) state.choose(key, choice);
    state.set('session', session);
  }

  /** @param {Lent} lent nobody came, or it took longer than the session lives */
  #expired(lent) {
    const flow = this.#flow;
    flow.events.handover('expired', 'owner');
    if (lent.taken) return flow.problem({code: 'expired', retryable: false}, undefined);
    flow.events.problem('handover_expired', undefined);
    return flow.stage.show(expiredScreen(flow, this.#ways));
  }

  /** @param {Told} told */
  #finished(told) {
    const flow = this.#flow;
    if (this.#signal.aborted) return;
    this.stop();
    flow.events.handover('finished', 'owner');
    void flow.attempt(() => flow.finished(this.#own(told) ?? flow.service.newest), () => {});
  }

  /** Goes on with this device instead. */
  async back() {
    const flow = this.#flow;
    flow.stage.show(busyScreen(flow, 'busy.session'));
    await flow.attempt(async () => {
      const returned = new Promise((resolve) => {
        this.#awaited = resolve;
      });
      let told = await this.#ask(false);
      if (told.state === 'asked') {
        await Promise.race([returned, new Promise((done) => setTimeout(done, patience))]);
        told = await this.#ask(true);
      }
      if (told.state === 'finished') return this.#finished(told);
      return this.#comeBack(told);
    }, () => this.back());
  }

  /**
   * @param {boolean} force
   * @returns {Promise<Told>}
   */
  #ask(force) {
    return this.#wire.call('POST', '/back', {force}).catch((error) => {
      // Nobody can have it any more: what is known here is the newest.
      if (error.code === 'handover_expired') return {state: 'returned'};
      throw error;
    });
  }

  /** Another link in place of the one that has ended. */
  #renew() {
    this.#wire.token = '';
    this.#flow.state.set('handover', undefined);
    return this.lend(this.#from);
  }

  /** @param {Told} told */
  async #comeBack(told) {
    const flow = this.#flow;
    const {state, events} = flow;
    if (this.#signal.aborted) return;
    this.stop();
    const {taken} = state.handover ?? {};
    this.#know(told);
    // What the phone has changed is the phone's. Of the rest this device has the pictures: they stay, in case
    // the session has to be renewed.
    const {parts, chosen, typed, session} = state.snapshot();
    const {changed} = told.flow ?? {};
    const kept = Object.entries(parts).filter(([key]) => !(Array.isArray(changed) && changed.includes(key)));
    events.handover('returned', 'owner');
    await flow.resume({version: 1, session, chosen, typed, parts: Object.fromEntries(kept), place: {screen: 'start', key: taken ? undefined : this.#from}});
  }

  /** Where the person was, because there is no other way. */
  #here() {
    const flow = this.#flow;
    this.stop();
    const step = this.#from && flow.step(this.#from);
    if (step) flow.begin(step);
    else flow.stage.show(overviewScreen(flow));
  }

  /** The host forgets everything: the link is good for nothing any more, and the phone is left to itself. */
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
