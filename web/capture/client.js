/** The connection to the program: starts it, suspends it when idle, restarts it when needed, and ends it. */
import {Connection, pagePort, workerPort} from './connection.js';
import {abortError, reasonOf} from './errors.js';
import {version} from './messages.js';
import {abortable} from './options.js';

/** @import {Args, Files, Operation} from './messages.js' */
/** @import {Hooks} from './options.js' */
/** @import {Mode, Port} from './connection.js' */
/** @import {Session} from './session.js' */

export class Client {
  /** @type {Mode} where the wasm runs */
  mode = 'worker';
  /** @type {Map<number, Session>} by key */
  sessions = new Map();
  #files;
  #worker;
  #idle;
  /** @type {Promise<Port> | undefined} of a suspended program */
  #suspended;
  #closed = false;
  /** @type {Promise<Connection> | undefined} shared by concurrent calls */
  #starting;
  /** @type {Connection | undefined} the newest, started or not */
  #newest;
  /** @type {Connection | undefined} started */
  #ready;

  /**
   * @param {Files} files
   * @param {boolean} worker
   * @param {number} idle ms
   */
  constructor(files, worker, idle) {
    this.#files = files;
    this.#worker = worker;
    this.#idle = idle;
  }

  /**
   * Returns the connection of a started program.
   * @param {AbortSignal} [signal]
   * @returns {Promise<Connection>}
   */
  async connection(signal) {
    if (this.#closed) throw abortError('the capture is closed');
    if (signal?.aborted) throw reasonOf(signal);
    if (this.#ready?.disposed) this.#starting = this.#ready = undefined;
    this.#starting ??= this.#start().catch((error) => {
      this.#starting = undefined;
      throw error;
    });
    return abortable(this.#starting, signal);
  }

  /**
   * @template {Operation} K
   * @param {K} name
   * @param {Args<K>} args
   * @param {Hooks & {transfer?: Transferable[]}} hooks
   */
  async call(name, args, hooks) {
    return (await this.connection(hooks.signal)).call(name, args, hooks);
  }

  close() {
    this.#closed = true;
    this.#newest?.dispose(abortError('the capture was closed'));
    this.#suspended?.then((port) => port.end(), () => {});
    this.sessions.clear();
  }

  /**
   * Ends the idle program with its memory and its sessions. The dispatcher keeps the compiled wasm, so that
   * the next call starts it without the network.
   */
  #suspend() {
    this.#suspended = this.#ready?.suspend();
    this.#ready = this.#starting = undefined;
  }

  /**
   * Starts the program in a worker, because Go blocks its thread. It falls back to the page where a worker
   * can't be started (a policy, an old browser, files of another origin) or has no canvas (Safari before 16.4).
   */
  async #start() {
    /** @type {Mode[]} */
    const modes = this.#suspended ? [this.mode] : this.#worker && 'OffscreenCanvas' in globalThis ? ['worker', 'page'] : ['page'];
    /** @type {unknown} */
    let refused;
    for (;;) {
      const mode = /** @type {Mode} */ (modes.shift());
      const connection = this.#open(mode, this.#suspended);
      this.#suspended = undefined;
      try {
        await connection.call('start', [this.#files, version]);
        if (refused) void import('./dispatcher.js').then(({explain}) => explain(this.#files.worker, refused));
        this.mode = mode;
        this.#ready = connection;
        // The first call takes longer, because the browser compiles the functions then.
        connection.call('validate', [new Blob(['?']), {}]).catch(() => {});
        return connection;
      } catch (error) {
        connection.dispose(error);
        refused = error;
        if (connection.responded || this.#closed || !modes.length) throw error;
      }
    }
  }

  /**
   * @param {Mode} mode
   * @param {Promise<Port>} [port]
   */
  #open(mode, port) {
    this.#newest = new Connection({
      event: (session, event) => this.sessions.get(session)?.receive(event),
      renew: async (session) => (await this.sessions.get(session)?.renew()) ?? null,
      idle: () => this.#suspend(),
    }, this.#idle, port ?? (mode === 'worker' ? workerPort(this.#files.worker) : pagePort()));
    return this.#newest;
  }
}
