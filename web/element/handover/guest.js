/** The device that opened the link: it has the session, reports to the owner, and gives it back. */
import {HandoverEvent} from '../events.js';
import {choicesOf, leadsTo} from './check.js';

/** @import {Flow} from '../flow/flow.js' */
/** @import {Status} from './wire.js' */
/** @import {Lent} from '../flow/state.js' */

/** ms between two reports, and before the next try of one that failed. */
const reportInterval = 300;
const retryInterval = 2000;
/** How often the end is reported before giving up. */
const maxTries = 6;

export class Guest {
  #flow;
  #wire;
  #signal;
  /** @type {Set<string>} keys of the parts that were changed here */
  #changed = new Set();
  #reporting = false;
  #pending = false;
  #leaving = false;
  stop = () => {};

  /** @param {Flow} flow @param {import('./wire.js').Wire} wire @param {AbortSignal} signal */
  constructor(flow, wire, signal) {
    this.#flow = flow;
    this.#wire = wire;
    this.#signal = signal;
  }

  /** @param {string} secret of the link, for one use */
  async take(secret) {
    const flow = this.#flow;
    const {token = '', session, flow: reported} = await this.#wire.call('POST', '/take', {secret});
    // An attacker may have made the link: an API on another origin must be named by the page.
    if (!session || !leadsTo(session, [flow.settings().apiOrigin || location.origin])) {
      throw Object.assign(new Error('the session leads to another origin'), {code: 'forbidden', retryable: false});
    }
    await flow.persistence?.forget();
    flow.service.lend(/** @type {object} */ (session)); // of a session that was open here
    flow.emit(new HandoverEvent('taken', 'guest'));
    await flow.resume({
      version: 1, session, place: {screen: 'start'}, chosen: choicesOf(reported?.chosen), typed: {}, parts: {}, limits: {}, handover: {role: 'guest', token},
    });
  }

  /** Goes on, unless the session has been taken back meanwhile. @param {Lent} lent */
  async resume({token}) {
    const {state} = this.#flow;
    this.#wire.token = token;
    const status = await this.#wire.call('GET', '').catch((error) => {
      if (error.code !== 'handover_expired') throw error;
      return /** @type {Status} */ ({state: 'expired'});
    });
    if (status.state === 'returned' || status.state === 'finished') {
      this.#left();
      return true;
    }
    for (const [key, {kept, data}] of Object.entries(state.snapshot().parts)) if (kept.length || data) this.#changed.add(key);
    const unwatch = state.watch((change, key) => {
      if (change === 'parts' && key) this.#changed.add(key);
      if (change !== 'progress' && state.handover) void this.#report();
    });
    this.#signal.addEventListener('abort', unwatch, {once: true});
    // Otherwise the other device sees only after 25 s without polls that this one is gone.
    addEventListener('pagehide', () => this.#wire.leave('/leave', {}), {signal: this.#signal});
    void this.#wire.follow((now) => this.#onStatus(now));
    return false;
  }

  /** @param {Status} status */
  #onStatus({state}) {
    if (this.#signal.aborted || this.#leaving) return;
    if (state === 'asked') void this.giveBack();
    else if (state === 'returned' || state === 'finished') this.#left();
    else if (state === 'expired') {
      // The owner has left; the person continues here.
      this.stop();
      this.#flow.state.set('handover', undefined);
    }
  }

  /** What the owner needs to follow and to continue. */
  get #update() {
    const {service, state} = this.#flow;
    const {chosen} = state.snapshot();
    return {session: service.newest ?? state.session, flow: {chosen, at: state.place.key, changed: [...this.#changed]}};
  }

  /** Reports changes, one request at a time, and repeats those that fail. */
  async #report() {
    this.#pending = true;
    if (this.#reporting) return;
    this.#reporting = true;
    while (this.#pending && !this.#signal.aborted && !this.#leaving) {
      this.#pending = false;
      const status = await this.#wire.call('PUT', '/session', this.#update).catch(() => undefined);
      if (!status) this.#pending = true;
      else this.#onStatus(status);
      await new Promise((done) => setTimeout(done, status ? reportInterval : retryInterval));
    }
    this.#reporting = false;
  }

  /** Gives the session back once everything that was confirmed here has been sent. */
  async giveBack() {
    const flow = this.#flow;
    this.#leaving = true;
    flow.send('wait', {uploads: true});
    await flow.attempt(async () => {
      try {
        await flow.uploads?.all();
        await this.#wire.call('POST', '/return', this.#update).catch((error) => {
          if (error.code !== 'handover_expired') throw error; // then the owner has left
        });
      } catch (error) {
        this.#leaving = false;
        throw error;
      }
      this.#left();
    }, () => this.giveBack());
  }

  /** The session is the other device's. */
  #left() {
    const flow = this.#flow;
    flow.state.set('handover', undefined); // before the reset, which would give it back
    this.stop();
    flow.emit(new HandoverEvent('returned', 'guest'));
    flow.reset('handover-end');
  }

  /** @param {object} session was finalized; reported until the server has it */
  finished(session) {
    this.#leaving = true;
    const {flow} = this.#update;
    const wire = this.#wire;
    this.#flow.emit(new HandoverEvent('finished', 'guest'));
    void (async () => {
      for (let n = 1; n <= maxTries; n++) {
        if (await wire.call('POST', '/return', {session, flow, finished: true}).then(() => true, () => false)) return;
        await new Promise((done) => setTimeout(done, n * retryInterval));
      }
    })().finally(() => this.stop());
  }

  /** The person begins something else here. */
  drop() {
    if (this.#flow.state.handover) this.#wire.leave('/return', this.#update);
    this.stop();
  }
}
