/**
 * What the flow knows, in one object that can be cloned and stored: which session, where the person is,
 * what was captured, what of it was confirmed, and what of that the service has. Everything else (screens,
 * uploads under way) is made from it again.
 *
 * Whoever wants to keep it across a reload needs three things of it: `watch` says that it has changed and
 * how, `snapshot()` is all of it as plain data and Blobs, and Flow.resume(snapshot) goes on from there.
 * Changes of kind `progress` come often and change nothing that a snapshot has; `cleared` comes when the
 * person has finished or left, and with a resume: place says which.
 *
 * A session that is renewed gives its steps new ids in the same order; parts are therefore kept under a
 * key that is the same in every session: the classifier, and which of these it is ("FRONT 1").
 */

/** @typedef {import('../../capture.js').Step} Step */
/** @typedef {import('../../capture.js').Fitted} Fitted */

/**
 * One step's pictures. `draft`: captured, not confirmed (a picture on review, the pages that are being
 * collected). `kept`: confirmed; no failure loses it. `data` is the same of the form. `sent`: the service has
 * what is kept.
 * @typedef {{draft: Fitted[], kept: Fitted[], data?: import('../../capture.js').PreparedData, sent: boolean}} Part
 */

/**
 * An upload as it stands; not part of a snapshot.
 * @typedef {{state: 'waiting' | 'sending' | 'failed', sent: number, total: number, error?: any}} Upload
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
 * @property {Record<string, {type?: string, country?: string}>} chosen
 * @property {Record<string, string>} typed
 * @property {Record<string, Part>} parts
 */

/**
 * Another device and this one share the session: the guest has it, the owner gets it back. `token` is this
 * device's for the handover, a secret. What the owner shows of the link is kept for a reload; `taken` says that
 * the guest has come.
 * @typedef {{role: 'owner' | 'guest', token: string, link?: string, qr?: string[], until?: string, taken?: boolean}} Lent
 */

/** @typedef {'session' | 'handover' | 'place' | 'chosen' | 'typed' | 'parts' | 'progress' | 'cleared'} Change */

/** @returns {Snapshot} */
const empty = () => ({version: 1, session: undefined, place: {screen: 'start'}, chosen: {}, typed: {}, parts: {}});

export class State {
  #now = empty();
  /** @type {Map<string, string>} step id → key */
  #keys = new Map();
  /** @type {Map<string, Upload>} by key */
  #uploads = new Map();
  /** @type {Set<(change: Change, key?: string) => void>} */
  #watchers = new Set();

  /**
   * Calls the listener after each change; `key` is the part's, where it is about one.
   * @param {(change: Change, key?: string) => void} listener
   * @returns {() => void} what takes it off again
   */
  watch(listener) {
    this.#watchers.add(listener);
    return () => void this.#watchers.delete(listener);
  }

  /** All of it, to be stored: plain data and Blobs. A copy, so that it stays as it was when it was asked for. */
  snapshot() {
    const {parts, chosen, typed, place} = this.#now;
    const copy = Object.entries(parts).map(([key, part]) => [key, {...part}]);
    return {...this.#now, place: {...place}, chosen: {...chosen}, typed: {...typed}, parts: Object.fromEntries(copy)};
  }

  /**
   * @template {'session' | 'handover' | 'place' | 'typed'} K
   * @param {K} what
   * @param {Snapshot[K]} value
   */
  set(what, value) {
    this.#now[what] = value;
    this.#tell(what);
  }

  get session() {
    return this.#now.session;
  }

  get handover() {
    return this.#now.handover;
  }

  get place() {
    return this.#now.place;
  }

  get typed() {
    return this.#now.typed;
  }

  /**
   * Begins anew, or with what was kept.
   * @param {Snapshot} [from]
   */
  clear(from) {
    this.#now = {...empty(), ...from};
    this.#uploads.clear();
    this.#tell('cleared');
  }

  /** @param {readonly Step[]} steps as the session has them now */
  follow(steps) {
    /** @type {Record<string, number>} */
    const counts = {};
    for (const {id, part} of steps) {
      counts[part] = (counts[part] ?? 0) + 1;
      this.#keys.set(id, `${part} ${counts[part]}`);
    }
  }

  /** @param {Step} step */
  key({id}) {
    return this.#keys.get(id) ?? id;
  }

  /** @param {string} key */
  chosen(key) {
    return this.#now.chosen[key];
  }

  /**
   * @param {string} key
   * @param {{type?: string, country?: string}} choice
   */
  choose(key, choice) {
    this.#now.chosen[key] = choice;
    this.#tell('chosen', key);
  }

  /**
   * @param {Step} step
   * @returns {Readonly<Part>}
   */
  part(step) {
    return this.#now.parts[this.key(step)] ?? {draft: [], kept: [], sent: false};
  }

  /**
   * @param {Step} step
   * @param {Fitted[]} pictures
   */
  draft(step, pictures) {
    this.#change(step, {draft: pictures});
  }

  /**
   * The person has confirmed what was captured.
   * @param {Step} step
   */
  confirm(step) {
    const {draft} = this.part(step);
    this.#change(step, {draft: [], kept: draft, sent: false});
  }

  /**
   * The form's own: the service has it already, but a renewed one hasn't.
   * @param {Step} step
   * @param {import('../../capture.js').PreparedData} [data] none: another is on its way
   */
  filled(step, data) {
    this.#change(step, {data, sent: Boolean(data)});
  }

  /**
   * Whether the person has confirmed anything of a step.
   * @param {Step} step
   */
  has(step) {
    const {kept, data} = this.part(step);
    return kept.length > 0 || Boolean(data);
  }

  /**
   * The service has what is kept.
   * @param {Step} step
   * @param {boolean} [sent] false: it has not, a fresh session wants it again
   */
  sent(step, sent = true) {
    this.#change(step, {sent});
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

  /**
   * @param {Step} step
   * @param {Partial<Part>} change
   */
  #change(step, change) {
    this.#now.parts[this.key(step)] = {...this.part(step), ...change};
    this.#tell('parts', this.key(step));
  }

  /**
   * @param {Change} change
   * @param {string} [key]
   */
  #tell(change, key) {
    for (const watcher of [...this.#watchers]) watcher(change, key);
  }
}
