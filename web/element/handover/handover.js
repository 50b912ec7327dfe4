/**
 * Hands the session over to another device. The owner has begun it, shows a link, follows, and gets it back;
 * the guest has opened the link and has the session meanwhile. Only the device that has the session sends
 * anything. Loaded on demand.
 */
import {Guest} from './guest.js';
import {Owner} from './owner.js';
import {Wire} from './wire.js';
import {arriveScreen, endScreen, expiredScreen, followScreen, linkScreen} from '../screens/handover.js';

/** @import {Flow} from '../flow/flow.js' */
/** @import {Step} from '../../capture.js' */

export class Handover {
  #flow;
  /** @type {Owner | Guest | undefined} */
  #side;

  /** @param {Flow} flow */
  constructor(flow) {
    this.#flow = flow;
    Object.assign(flow.builders, {
      'handover': linkScreen, 'handover-follow': followScreen, 'handover-expired': expiredScreen, 'handover-arrive': arriveScreen, 'handover-end': endScreen,
    });
  }

  /** @param {Step} [step] where the person is on this device */
  lend(step) {
    const owner = this.#as(Owner);
    return owner.lend(step && this.#flow.state.key(step));
  }

  /** @param {string} secret what a link brought */
  arrive(secret) {
    this.#flow.send('arrived', {secret});
  }

  /** @param {string} secret */
  take(secret) {
    return this.#flow.attempt(() => {
      this.#flow.send('wait');
      return this.#as(Guest).take(secret);
    }, () => this.arrive(secret));
  }

  takeBack() {
    return this.#side instanceof Owner ? this.#side.takeBack() : undefined;
  }

  renew() {
    return this.#side instanceof Owner ? this.#side.renew() : undefined;
  }

  /** After a reload. @returns {Promise<boolean>} whether the other device has the session, or this one has no more to do with it */
  resume() {
    const lent = /** @type {import('../flow/state.js').Lent} */ (this.#flow.state.handover);
    return (lent.role === 'guest' ? this.#as(Guest) : this.#as(Owner)).resume(lent);
  }

  giveBack() {
    return this.#side instanceof Guest ? this.#side.giveBack() : undefined;
  }

  /** @param {object} session */
  finished(session) {
    if (this.#side instanceof Guest) this.#side.finished(session);
  }

  drop() {
    this.#side?.drop();
  }

  /**
   * @template {Owner | Guest} T
   * @param {new (flow: Flow, wire: Wire, signal: AbortSignal) => T} side
   * @returns {T}
   */
  #as(side) {
    this.#side?.stop();
    // What ends the flow ends this too; this may end before.
    const made = new AbortController();
    this.#flow.signal.addEventListener('abort', () => made.abort(), {once: true});
    const now = new side(this.#flow, new Wire(this.#flow.settings().handoverURL, made.signal), made.signal);
    now.stop = () => made.abort();
    this.#side = now;
    return now;
  }
}
