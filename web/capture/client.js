/** Keeps one connection to the wasm alive: starts it, starts it anew after a death, and ends it. */
import {Connection} from './connection.js';
import {abortError} from './errors.js';
import {version} from './messages.js';
import {abortable} from './options.js';

/** @typedef {import('./messages.js').Operation} Operation */
/** @typedef {import('./options.js').Hooks} Hooks */
/** @typedef {import('./connection.js').Mode} Mode */
/** @typedef {import('./session.js').Session} Session */

export class Client {
  /** @type {Mode} where the wasm runs */
  mode = 'worker';
  /** @type {Map<number, Session>} those that events belong to */
  sessions = new Map();
  #files;
  #worker;
  #closed = false;
  /** @type {Promise<Connection> | undefined} shared by all who wait for the start */
  #starting;
  /** @type {Connection | undefined} the newest, started or not */
  #newest;
  /** @type {Connection | undefined} the one that has started */
  #ready;

  /**
   * @param {import('./messages.js').Files} files
   * @param {boolean} worker
   */
  constructor(files, worker) {
    this.#files = files;
    this.#worker = worker;
  }

  /**
   * The live connection, started if need be.
   * @param {AbortSignal} [signal]
   * @returns {Promise<Connection>}
   */
  async connection(signal) {
    if (this.#closed) throw abortError('the capture is closed');
    if (signal?.aborted) throw abortError();
    if (this.#ready?.dead) this.#starting = this.#ready = undefined;
    this.#starting ??= this.#start().catch((error) => {
      this.#starting = undefined;
      throw error;
    });
    return abortable(this.#starting, signal);
  }

  /**
   * @param {Operation} name
   * @param {unknown[]} args
   * @param {Hooks} hooks
   */
  async call(name, args, hooks) {
    return (await this.connection(hooks.signal)).call(name, args, hooks);
  }

  close() {
    this.#closed = true;
    this.#newest?.die(abortError('the capture was closed'));
    this.sessions.clear();
  }

  /**
   * A worker is better, because Go would block the page; but where none can be started (a policy, an
   * old browser, files of another origin) doing the job is better still.
   */
  async #start() {
    /** @type {Mode[]} */
    const modes = this.#worker ? ['worker', 'page'] : ['page'];
    for (;;) {
      const mode = /** @type {Mode} */ (modes.shift());
      const connection = this.#open(mode);
      try {
        await connection.call('start', [this.#files, version]);
        this.mode = mode;
        this.#ready = connection;
        // The first call takes longer than any other: let it not be the person's.
        connection.call('validate', [new Blob(['?']), {}]).catch(() => {});
        return connection;
      } catch (error) {
        connection.die(error);
        if (connection.heard || this.#closed || !modes.length) throw error;
      }
    }
  }

  /** @param {Mode} mode */
  #open(mode) {
    this.#newest = new Connection(mode, {
      event: (session, type, detail) => this.sessions.get(session)?.receive(type, detail),
      renew: async (session) => (await this.sessions.get(session)?.renew()) ?? null,
    });
    return this.#newest;
  }
}
