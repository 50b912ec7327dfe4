/** Keeps one connection to the wasm alive: starts it, lets it rest, starts it anew after that or a death, and ends it. */
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
  #idle;
  /** @type {Promise<import('./connection.js').Port> | undefined} of the program that rests */
  #resting;
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
   * @param {number} idle ms
   */
  constructor(files, worker, idle) {
    this.#files = files;
    this.#worker = worker;
    this.#idle = idle;
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
    this.#resting?.then((port) => port.end(), () => {});
    this.sessions.clear();
  }

  /**
   * Nobody has asked for anything for a while. The program goes, with its memory and what it knew of
   * sessions; the host stays with the compiled wasm, so that it starts again without the network.
   */
  #rest() {
    this.#resting = this.#ready?.rest();
    this.#ready = this.#starting = undefined;
  }

  /**
   * A worker is better, because Go would block the page; but where none can be started (a policy, an
   * old browser, files of another origin) doing the job is better still.
   */
  async #start() {
    /** @type {Mode[]} */
    const modes = this.#resting ? [this.mode] : this.#worker ? ['worker', 'page'] : ['page'];
    for (;;) {
      const mode = /** @type {Mode} */ (modes.shift());
      const connection = this.#open(mode, this.#resting);
      this.#resting = undefined;
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

  /**
   * @param {Mode} mode
   * @param {Promise<import('./connection.js').Port>} [port]
   */
  #open(mode, port) {
    this.#newest = new Connection(mode, {
      event: (session, type, detail) => this.sessions.get(session)?.receive(type, detail),
      renew: async (session) => (await this.sessions.get(session)?.renew()) ?? null,
      idle: () => this.#rest(),
    }, this.#idle, port);
    return this.#newest;
  }
}
