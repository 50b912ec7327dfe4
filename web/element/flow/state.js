/**
 * The state of the flow: the session, the person's place, and what was captured, confirmed and received by the
 * service. Screens and uploads are made from it.
 *
 * To persist it: `watch` reports each change, `snapshot()` is plain data and Blobs, Flow.resume(snapshot) restores it.
 * Changes of kind `progress` are frequent and not part of a snapshot. `cleared` follows the end of a session, and a
 * restore.
 *
 * A renewed session has the same steps under other ids. Parts are therefore stored by a key that stays the same: the
 * classifier and its number, such as "FRONT 1".
 */
import {asked} from './plan.js';

/** @import {Fitted, Limits, Step} from '../../capture.js' */

/**
 * One step's pictures. `draft`: captured, not confirmed (a picture on review, the pages that are being
 * collected). `kept`: confirmed; no failure loses it. `data` is the same of the form. `sent`: the service has
 * what is kept. `removed`: deleted by the person; it can be undone until the deletion is `asked` of the service.
 * @typedef {{draft: Fitted[], kept: Fitted[], data?: import('../../capture.js').PreparedData, sent: boolean, removed?: 'here' | 'asked'}} Part
 */

/**
 * An upload as it stands; not part of a snapshot. `limited`: the service refuses it for being one too many, since when
 * and until the next try, in ms of Date.now().
 * @typedef {{state: 'waiting' | 'sending' | 'failed', sent: number, total: number, error?: any, limited?: {since: number, until: number}}} Upload
 */

/**
 * `session` is the newest Session.snapshot(): it has the tokens, so it is a secret. `chosen` has the
 * document type and country that the person chose, by the key of the credential's first step. `typed` is
 * what the form's fields hold.
 * @typedef {object} Snapshot
 * @property {1} version
 * @property {object | undefined} session
 * @property {{screen: string, key?: string}} place
 * @property {Lent} [handover]
 * @property {string} [begun] id of the workflow that was begun here, once another device has had the session
 * @property {Record<string, {type?: string, country?: string}>} chosen
 * @property {Record<string, string>} typed
 * @property {Record<string, Part>} parts
 * @property {Record<string, Limits>} limits by classifier, of the sessions so far
 */

/**
 * Another device and this one share the session: the guest has it, the owner gets it back. `token` is this
 * device's for the handover, a secret. What the owner shows of the link is kept for a reload; `taken` says that
 * the guest has come.
 * @typedef {{role: 'owner' | 'guest', token: string, link?: string, qr?: string[], until?: string, taken?: boolean}} Lent
 */

/** @typedef {'session' | 'handover' | 'begun' | 'place' | 'chosen' | 'typed' | 'parts' | 'progress' | 'cleared'} Change */

/** @returns {Snapshot} */
const empty = () => ({version: 1, session: undefined, place: {screen: 'start'}, chosen: {}, typed: {}, parts: {}, limits: {}});

export class State {
  /** The advice on pictures. @type {WeakMap<Blob, import('../camera/advice.js').Advice>} */
  advice = new WeakMap();
  #source;
  #now = empty();
  /** @type {Map<string, string>} step id → key */
  #keys = new Map();
  /** @type {Map<string, Upload>} by key */
  #uploads = new Map();
  /** @type {Set<(change: Change, key?: string) => void>} */
  #watchers = new Set();

  /** @param {() => {steps: readonly Step[], open: import('./plan.js').Plan['open'], wanted: string[]}} source what the session has now, and the classifiers that the integrator wants */
  constructor(source) {
    this.#source = source;
  }

  /** @returns {Step[]} the steps that the person takes, in order */
  get steps() {
    const {steps, wanted} = this.#source();
    /** @type {Record<string, number>} */
    const counts = {};
    for (const {id, part} of steps) {
      counts[part] = (counts[part] ?? 0) + 1;
      this.#keys.set(id, `${part} ${counts[part]}`);
    }
    return asked(steps, (step) => this.#now.chosen[this.#group(step)], wanted);
  }

  /** @param {string} key */
  step(key) {
    return this.steps.find((step) => this.key(step) === key);
  }

  /** Whether the person has nothing left to do for a step. @param {Step} step */
  isComplete = (step) => step.done && !this.part(step).removed || this.isConfirmed(step);

  /** Whether the service has a part that the person has not deleted. @param {Step} step */
  isThere = (step) => (step.done || this.part(step).sent) && !this.part(step).removed;

  /**
   * What of a step's document the session leaves to the person.
   * @param {Step} step
   * @returns {import('./plan.js').Plan['open'][string] | undefined}
   */
  choices = ({credential}) => {
    const open = this.#source().open[credential];
    return open?.types.length || open?.countries.length ? open : undefined;
  };

  /** @param {Step} step */
  isUndecided(step) {
    const open = this.choices(step);
    return Boolean(open && (open.types.length > 0 && !step.type || open.countries.length > 0 && !step.country));
  }

  /** A session is open, or has other tokens or steps. @param {import('../../capture.js').Session} session */
  know(session) {
    for (const {part, limits} of session.steps) if (limits) this.#now.limits[part] = limits;
    this.set('session', session.snapshot());
  }

  /**
   * The limits of a step's files: bytes of all together, and pages. Infinity before a session is open.
   * @param {Step} step
   */
  limits({part}) {
    return {maxBytes: Infinity, maxPages: Infinity, ...this.#now.limits[part]};
  }

  /** The key under which what was chosen of a credential is stored: that of its first step. @param {Step} step */
  #group({credential}) {
    return this.key(/** @type {Step} */ (this.#source().steps.find((each) => each.credential === credential)));
  }

  /**
   * Calls the listener after each change; `key` is the part's, where it is about one.
   * @param {(change: Change, key?: string) => void} listener
   * @returns {() => void} what takes it off again
   */
  watch(listener) {
    this.#watchers.add(listener);
    return () => void this.#watchers.delete(listener);
  }

  /** A copy of the state to be stored: plain data and Blobs. */
  snapshot() {
    const {parts, chosen, typed, place} = this.#now;
    const copy = Object.entries(parts).map(([key, part]) => [key, {...part}]);
    return {...this.#now, place: {...place}, chosen: {...chosen}, typed: {...typed}, parts: Object.fromEntries(copy)};
  }

  /**
   * @template {'session' | 'handover' | 'begun' | 'place' | 'typed'} K
   * @param {K} what
   * @param {Snapshot[K]} value
   */
  set(what, value) {
    this.#now[what] = value;
    this.#tell(what);
  }

  get session() { return this.#now.session; }

  get handover() { return this.#now.handover; }

  get place() { return this.#now.place; }

  get typed() { return this.#now.typed; }

  /** Whether there are pictures that aren't confirmed, or something is typed into the form. */
  get hasDraft() { return Object.keys(this.typed).length > 0 || Object.values(this.#now.parts).some(({draft}) => draft.length > 0); }

  /** Starts anew, or from what was stored. @param {Snapshot} [from] */
  clear(from) {
    this.#now = {...empty(), ...from};
    this.#uploads.clear();
    this.#tell('cleared');
  }

  /** @param {Step} step */
  key({id}) {
    return this.#keys.get(id) ?? id;
  }

  /**
   * @param {Step | string} step or the key of a credential's first one
   * @param {{type?: string, country?: string}} choice
   */
  choose(step, choice) {
    const key = typeof step === 'string' ? step : this.#group(step);
    this.#now.chosen[key] = choice;
    this.#tell('chosen', key);
  }

  /** @param {Step} step @returns {Readonly<Part>} */
  part(step) {
    return this.#now.parts[this.key(step)] ?? {draft: [], kept: [], sent: false};
  }

  /** @param {Step} step @param {Fitted[]} pictures */
  draft(step, pictures) {
    this.#change(step, {draft: pictures});
  }

  /** The person has confirmed what was captured. @param {Step} step */
  confirm(step) {
    const {draft} = this.part(step);
    this.#change(step, {draft: [], kept: draft, sent: false, removed: undefined});
  }

  /**
   * The form's own: the service has it already, but a renewed one hasn't.
   * @param {Step} step
   * @param {import('../../capture.js').PreparedData} [data] none: another is on its way
   */
  filled(step, data) {
    this.#change(step, {data, sent: Boolean(data), removed: undefined});
  }

  /** Whether the person has confirmed anything of a step. @param {Step} step */
  isConfirmed(step) {
    const {kept, data, removed} = this.part(step);
    return !removed && (kept.length > 0 || Boolean(data));
  }

  /**
   * The service has what is kept.
   * @param {Step} step
   * @param {boolean} [sent] false: it has not, and a fresh session needs it again
   */
  sent(step, sent = true) {
    this.#change(step, {sent});
  }

  /**
   * The person has deleted a part, or undoes that; what is kept stays until the service has deleted it too.
   * @param {Step} step
   * @param {Part['removed']} [removed]
   */
  remove(step, removed) {
    if (this.upload(step)?.state === 'failed') this.uploading(step);
    this.#change(step, {draft: [], removed});
  }

  /** @param {Step} step */
  forget(step) {
    delete this.#now.parts[this.key(step)];
    this.#uploads.delete(this.key(step));
    this.#tell('parts', this.key(step));
  }

  /** @param {Step} step */
  upload(step) {
    return this.#uploads.get(this.key(step));
  }

  /**
   * @param {Step} step
   * @param {Upload} [upload] none: it is over
   */
  uploading(step, upload) {
    const key = this.key(step);
    if (upload) this.#uploads.set(key, upload);
    else this.#uploads.delete(key);
    this.#tell('progress', key);
  }

  /** @param {Step} step @param {Partial<Part>} change */
  #change(step, change) {
    this.#now.parts[this.key(step)] = {...this.part(step), ...change};
    this.#tell('parts', this.key(step));
  }

  /** @param {Change} change @param {string} [key] */
  #tell(change, key) {
    for (const watcher of [...this.#watchers]) watcher(change, key);
  }
}
