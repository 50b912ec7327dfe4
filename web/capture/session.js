/**
 * A session on the page. The program does the work; the page keeps the newest snapshot, so that the
 * session continues after a restart of the program.
 */
import {fail, guarded, report} from './errors.js';
import {json, listOf, split} from './options.js';

/** @import {Session as Contract, SessionEvents, Step, Target} from '../capture.js' */
/** @import {Hooks} from './options.js' */
/** @import {Connection} from './connection.js' */
/** @import {Args, SessionEvent} from './messages.js' */
/** @import {Client} from './client.js' */
/** @typedef {'addPart' | 'updatePart' | 'deletePart' | 'submitData' | 'uploadDocument' | 'deletePages' | 'finalize'} SessionOperation */
/**
 * @template {SessionOperation} K
 * @typedef {Args<K> extends [number, ...infer Rest] ? Rest : never} WithoutKey
 */

let keys = 0;

/** @implements {Contract} */
export class Session {
  #client;
  #options;
  #key = ++keys;
  /** @type {string} JSON; opens the session in a restarted program */
  #snapshot;
  /** @type {readonly Step[]} */
  #steps = [];
  /** @type {{[K in keyof SessionEvents]: Set<SessionEvents[K]>}} */
  #listeners = {token: new Set(), expired: new Set(), retry: new Set()};
  /** @type {Connection | undefined} where the session is open or being opened */
  #connection;
  /** @type {Promise<void> | undefined} */
  #opened;

  /**
   * @param {Client} client
   * @param {object} init
   * @param {Args<'open'>[2]} options
   */
  constructor(client, init, options) {
    this.#client = client;
    this.#snapshot = json(init, 'invalid_session');
    this.#options = options;
    client.sessions.set(this.#key, this);
  }

  get steps() {
    return this.#steps;
  }

  /** @type {Contract['addPart']} */
  async addPart(part, file, options) {
    const {hooks, rest} = split(options, 'signal', 'onProgress');
    return this.#call('addPart', [idOf(part), file, rest], hooks);
  }

  /** @type {Contract['updatePart']} */
  async updatePart(part, file, options) {
    const {hooks, rest} = split(options, 'signal', 'onProgress');
    return this.#call('updatePart', [idOf(part), file, rest], hooks);
  }

  /** @type {Contract['deletePart']} */
  async deletePart(part, options) {
    const {hooks, rest} = split(options, 'signal');
    return this.#call('deletePart', [idOf(part), rest], hooks);
  }

  /** @type {Contract['submitData']} */
  async submitData(data, options) {
    const {hooks, rest} = split(options, 'signal');
    return this.#call('submitData', [json(data, 'invalid_data'), rest], hooks);
  }

  /** @type {Contract['uploadDocument']} */
  async uploadDocument(files, options) {
    const {hooks, rest} = split(options, 'signal', 'onProgress');
    return this.#call('uploadDocument', [isFile(files) ? [files] : listOf(files), withId(rest)], hooks);
  }

  /** @type {Contract['deletePages']} */
  async deletePages(options) {
    const {hooks, rest} = split(options, 'signal');
    return this.#call('deletePages', [withId(rest)], hooks);
  }

  /** @type {Contract['finalize']} */
  async finalize(options) {
    const {hooks, rest} = split(options, 'signal');
    return this.#call('finalize', [rest], hooks);
  }

  snapshot() {
    return JSON.parse(this.#snapshot);
  }

  /**
   * @template {keyof SessionEvents} K
   * @param {K} type
   * @param {SessionEvents[K]} listener
   */
  on(type, listener) {
    const listeners = Object.keys(this.#listeners).includes(type) && this.#listeners[type];
    if (!listeners) throw fail('bad_option', 'unknown event', {field: String(type)});
    if (typeof listener !== 'function') throw fail('bad_option', 'the listener is not a function', {field: 'listener'});
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  close() {
    this.#client.sessions.delete(this.#key);
    this.#connection?.call('forget', [this.#key]).catch(() => {}); // an ended program has no sessions
  }

  /**
   * Opens the session in the current program, unless it is open there.
   * @param {AbortSignal} [signal]
   */
  async open(signal) {
    const connection = await this.#client.connection(signal);
    if (this.#connection !== connection) {
      this.#connection = connection;
      this.#opened = connection.call('open', [this.#key, this.#snapshot, this.#options]).catch((error) => {
        this.#connection = undefined;
        throw error;
      });
    }
    await this.#opened;
    return connection;
  }

  /** @param {SessionEvent} event */
  receive(event) {
    if (event.type === 'state') {
      this.#steps = event.steps;
      this.#snapshot = event.snapshot;
      return;
    }
    const {type, ...detail} = event;
    const listeners = /** @type {Set<(detail: object) => void>} */ (this.#listeners[type]);
    for (const listener of listeners) guarded(() => listener(detail));
  }

  /** Returns the fresh session of the first `expired` listener that has one, as JSON. */
  async renew() {
    for (const listener of this.#listeners.expired) {
      try {
        const fresh = await listener();
        if (fresh) return json(fresh, 'invalid_session');
      } catch (error) {
        report(error);
      }
    }
    return null;
  }

  /**
   * @template {SessionOperation} K
   * @param {K} name
   * @param {WithoutKey<K>} args
   * @param {Hooks} hooks
   */
  async #call(name, args, hooks) {
    const connection = await this.open(hooks.signal);
    return connection.call(name, /** @type {Args<K>} */ (/** @type {unknown} */ ([this.#key, ...args])), hooks);
  }
}

/** @param {{step?: Target}} rest */
const withId = (rest) => Object.assign(rest, {step: rest.step && idOf(rest.step)});

/**
 * Whether it is one file and not several. A Blob of another frame isn't an instance of this one's class.
 * @param {Blob | Iterable<Blob>} files
 * @returns {files is Blob}
 */
const isFile = (files) => typeof files === 'object' && files && 'slice' in files && 'size' in files;

/** @param {Target} target */
const idOf = (target) => (typeof target === 'object' && target ? target.id : target);
