/**
 * A session as the page holds it. The wasm does the work; the page keeps the newest snapshot, so that
 * the session goes on in a fresh worker when one dies.
 */
import {fail, guarded} from './errors.js';
import {json, split} from './options.js';

/** @typedef {import('../capture.js').Session} Contract */
/** @typedef {import('../capture.js').SessionEvents} SessionEvents */
/** @typedef {import('../capture.js').Target} Target */
/** @typedef {import('../capture.js').UploadOptions} UploadOptions */
/** @typedef {import('../capture.js').CallOptions} CallOptions */
/** @typedef {import('./options.js').Hooks} Hooks */
/** @typedef {import('./messages.js').Operation} Operation */

let keys = 0;

/** @implements {Contract} */
export class Session {
  #client;
  #options;
  #key = ++keys;
  /** @type {string} JSON: what a fresh wasm opens the session with */
  #snapshot;
  /** @type {readonly import('../capture.js').Step[]} */
  #steps = [];
  /** @type {Record<keyof SessionEvents, Set<Function>>} */
  #listeners = {token: new Set(), expired: new Set(), retry: new Set()};
  /** @type {import('./connection.js').Connection | undefined} where it is open, or being opened */
  #home;
  /** @type {Promise<void> | undefined} */
  #opened;

  /**
   * @param {import('./client.js').Client} client
   * @param {unknown} init
   * @param {Record<string, unknown>} options
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

  /**
   * @param {Target} part
   * @param {Blob} file
   * @param {UploadOptions} [options]
   */
  async addPart(part, file, options) {
    const {hooks, rest} = split(options, 'signal', 'onProgress');
    return this.#call('addPart', [idOf(part), file, rest], hooks);
  }

  /**
   * @param {Target} part
   * @param {Blob} file
   * @param {UploadOptions} [options]
   */
  async updatePart(part, file, options) {
    const {hooks, rest} = split(options, 'signal', 'onProgress');
    return this.#call('updatePart', [idOf(part), file, rest], hooks);
  }

  /**
   * @param {Target} part
   * @param {CallOptions} [options]
   */
  async deletePart(part, options) {
    const {hooks, rest} = split(options, 'signal');
    return this.#call('deletePart', [idOf(part), rest], hooks);
  }

  /**
   * @param {import('../capture.js').PreparedData} data
   * @param {CallOptions} [options]
   */
  async submitData(data, options) {
    const {hooks, rest} = split(options, 'signal');
    return this.#call('submitData', [json(data, 'invalid_data'), rest], hooks);
  }

  /**
   * @param {Blob | Blob[]} files
   * @param {UploadOptions & {step?: Target}} [options]
   */
  async uploadDocument(files, options) {
    const {hooks, rest} = split(options, 'signal', 'onProgress');
    rest.step = idOf(rest.step);
    return this.#call('uploadDocument', [Array.isArray(files) ? files : [files], rest], hooks);
  }

  /** @param {CallOptions & {step?: Target}} [options] */
  async deletePages(options) {
    const {hooks, rest} = split(options, 'signal');
    rest.step = idOf(rest.step);
    return this.#call('deletePages', [rest], hooks);
  }

  /** @param {CallOptions} [options] */
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
    const listeners = this.#listeners[type];
    if (!listeners) throw fail('bad_option', 'unknown event', {field: String(type)});
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  close() {
    this.#client.sessions.delete(this.#key);
    this.#home?.call('forget', [this.#key]).catch(() => {}); // a dead worker has forgotten it already
  }

  /**
   * Opens the session where the client's wasm is now, unless it is open there already.
   * @param {AbortSignal} [signal]
   */
  async open(signal) {
    const connection = await this.#client.connection(signal);
    if (this.#home !== connection) {
      this.#home = connection;
      this.#opened = connection.call('open', [this.#key, this.#snapshot, this.#options]).catch((error) => {
        this.#home = undefined;
        throw error;
      });
    }
    await this.#opened;
    return connection;
  }

  /**
   * What the wasm says of this session.
   * @param {string} type
   * @param {any} detail
   */
  receive(type, detail) {
    if (type === 'state') {
      this.#steps = detail.steps;
      this.#snapshot = detail.snapshot;
      return;
    }
    for (const listener of this.#listeners[/** @type {keyof SessionEvents} */ (type)]) guarded(() => listener(detail));
  }

  /** Asks the host for a fresh session: the first listener that has one wins. */
  async renew() {
    for (const listener of this.#listeners.expired) {
      try {
        const fresh = await listener();
        if (fresh) return json(fresh, 'invalid_session');
      } catch (error) {
        reportError(error);
      }
    }
    return null;
  }

  /**
   * @param {Operation} name
   * @param {unknown[]} args
   * @param {Hooks} hooks
   */
  async #call(name, args, hooks) {
    const connection = await this.open(hooks.signal);
    return connection.call(name, [this.#key, ...args], hooks);
  }
}

/** @param {Target | undefined} target */
const idOf = (target) => (typeof target === 'object' ? target?.id : target);
