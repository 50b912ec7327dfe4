/**
 * The part of the handover that is always loaded: when it is offered, and what the flow reads of it. handover.js is
 * loaded on demand.
 */
import {isHandheld} from '../camera/error.js';
import {unloaded} from '../screens/more.js';
import {button} from '../ui/dom.js';
import {icons} from '../ui/icons.js';

/** @import {Flow} from '../flow/flow.js' */
/** @import {Step} from '../../capture.js' */

/**
 * Whether the page's host is a loopback name, by which no phone reaches the server. Over https the server may
 * make links with another name, as ours does.
 */
const isAlone = () => location.protocol === 'http:' && /^(127\.\d+\.\d+\.\d+|\[::1\]|(.+\.)?localhost)$/.test(location.hostname);

/** What follows # in a link. */
const mark = /^#cc-handover=([\w-]{43})$/;

/**
 * The way to the phone, or on the phone the way back; nothing where there is neither.
 * @param {import('../flow/flow.js').View} view
 * @param {Step} [step] where the person is
 */
export function handoverButton({words, state, settings, send}, step) {
  const {handover, handoverURL} = settings();
  if (state.handover?.role === 'guest') return button({action: 'give-back', label: words.text('handover.return'), kind: 'quiet', run: () => send('giveBack')});
  if (!handoverURL || handover === 'off' || handover === 'auto' && (isHandheld() || isAlone())) return false;
  return button({action: 'handover', label: words.text('handover.offer'), icon: icons.phone(), run: () => send('lend', {step})});
}

export class Devices {
  #flow;
  /** @type {import('./handover.js').Handover | undefined} what is going on, on one of its two sides */
  #now;

  /** @param {Flow} flow */
  constructor(flow) {
    this.#flow = flow;
  }

  /** Whether this is the second device, which has the session. */
  get guest() {
    return this.#flow.state.handover?.role === 'guest';
  }

  /** Whether this page was opened by a link; then that is what it shows. */
  arrives() {
    const [, secret] = mark.exec(location.hash) ?? [];
    if (!secret || !this.#flow.settings().handoverURL) return false;
    // The secret mustn't stay in the address, nor in the history.
    history.replaceState(history.state, '', location.pathname + location.search);
    this.#flow.send('wait');
    void this.run((now) => now.arrive(secret));
    return true;
  }

  /** Continues a handover after a reload. @returns {Promise<boolean>} whether the other device has the session */
  async resumes() {
    const {state} = this.#flow;
    return Boolean(state.handover) && (await this.#load()).resume();
  }

  giveBack() {
    return this.run((now) => now.giveBack());
  }

  /** @param {object} session was finalized here. @returns {boolean} whether another device waits for that */
  finished(session) {
    const {guest} = this;
    if (guest) this.#now?.finished(session);
    return guest;
  }

  /** This device leaves; the other one is notified. */
  drop() {
    this.#now?.drop();
    this.#now = undefined;
  }

  async #load() {
    if (!this.#now) {
      // The other device may finish while this one has no picture.
      const [{Handover}] = await Promise.all([import('./handover.js').catch(unloaded), this.#flow.loadLater()]);
      this.#now ??= new Handover(this.#flow);
    }
    return this.#now;
  }

  /** @param {(now: import('./handover.js').Handover) => unknown} work @returns {Promise<void>} */
  run(work) {
    return this.#flow.attempt(async () => void await work(await this.#load()), () => this.run(work));
  }
}
