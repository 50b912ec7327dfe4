/** One life of the wasm as seen from the page: its port, and the calls that wait for an answer. */
import {abortError, fail, fromWire, guarded} from './errors.js';

/** @typedef {import('./messages.js').FromPage} FromPage */
/** @typedef {import('./messages.js').ToPage} ToPage */
/** @typedef {import('./messages.js').Operation} Operation */
/** @typedef {import('./options.js').Hooks} Hooks */
/** @typedef {'worker' | 'page'} Mode */

/**
 * Where a host is: it outlives the program, and then belongs to the next connection.
 * @typedef {object} Port
 * @property {(receive: (message: ToPage) => void, die: (error: unknown) => void) => void} listen
 * @property {(message: FromPage, transfer?: Transferable[]) => void} post
 * @property {() => void} end
 */

/**
 * @typedef {object} Handlers
 * @property {(session: number, type: string, detail: any) => void} event
 * @property {(session: number) => Promise<string | null>} renew a fresh session as JSON, or null
 * @property {() => void} idle nothing was asked for so long
 */

/** The longest time that a timer takes, in ms: more than this is never. */
const forever = 2 ** 31 - 1;

export class Connection {
  /** Whether anything has ever come back: a worker that never spoke could not be started. */
  heard = false;
  /** @type {unknown} why, once it has ended */
  #death;
  /** @type {Map<number, {resolve: (value: any) => void, reject: (error: unknown) => void, onProgress?: Hooks['onProgress']}>} */
  #pending = new Map();
  #next = 1;
  /** @type {Promise<Port>} */
  #port;
  #handlers;
  #idle;
  /** @type {ReturnType<typeof setTimeout> | undefined} runs while nothing is pending */
  #timer;

  /**
   * @param {Mode} mode
   * @param {Handlers} handlers
   * @param {number} idle ms
   * @param {Promise<Port>} [port] of a program that rests
   */
  constructor(mode, handlers, idle, port = mode === 'worker' ? workerPort() : pagePort()) {
    this.#handlers = handlers;
    this.#idle = idle;
    this.#port = port.then((opened) => {
      opened.listen((message) => this.#receive(message), (error) => this.die(error));
      return opened;
    });
    this.#port.catch((error) => this.die(error));
  }

  get dead() {
    return this.#death !== undefined;
  }

  /**
   * @param {Operation} name
   * @param {unknown[]} args
   * @param {Hooks} [hooks]
   * @returns {Promise<any>}
   */
  async call(name, args, {signal, onProgress, transfer} = {}) {
    const port = await this.#port;
    if (signal?.aborted) throw abortError();
    if (this.dead) throw this.#death;
    clearTimeout(this.#timer);
    const id = this.#next++;
    const abort = () => {
      port.post({op: 'abort', id});
      this.#pending.get(id)?.reject(abortError());
    };
    try {
      return await new Promise((resolve, reject) => {
        this.#pending.set(id, {resolve, reject, onProgress});
        send(port, {op: 'call', id, name, args, progress: !!onProgress}, transfer);
        signal?.addEventListener('abort', abort);
      });
    } finally {
      signal?.removeEventListener('abort', abort);
      this.#pending.delete(id);
      if (!this.#pending.size && !this.dead && this.#idle <= forever) this.#timer = setTimeout(this.#handlers.idle, this.#idle);
    }
  }

  /**
   * Ends the program and gives its memory back; the host stays, for the next connection. Not a moment may
   * pass between finding that nothing is pending and this.
   * @returns {Promise<Port>}
   */
  async rest() {
    this.#death = fail('internal', 'the program rests');
    const port = await this.#port;
    port.post({op: 'rest'});
    return port;
  }

  /** @param {unknown} error what everything pending, and every later call, rejects with */
  die(error) {
    if (this.dead) return;
    this.#death = error;
    clearTimeout(this.#timer);
    for (const {reject} of this.#pending.values()) reject(error);
    this.#port.then((port) => port.end(), () => {});
  }

  /** @param {ToPage} message */
  #receive(message) {
    if (this.dead) return;
    this.heard = true;
    switch (message.op) {
      case 'answer':
        this.#pending.get(message.id)?.resolve(message.value);
        break;
      case 'failure':
        this.#pending.get(message.id)?.reject(fromWire(message.error));
        break;
      case 'progress':
        guarded(() => this.#pending.get(message.id)?.onProgress?.(message.value));
        break;
      case 'event':
        this.#handlers.event(message.session, message.type, message.detail);
        break;
      case 'ask':
        this.#answer(message.id, message.session);
        break;
      case 'death':
        this.die(fromWire(message.error));
    }
  }

  /**
   * @param {number} id
   * @param {number} session
   */
  async #answer(id, session) {
    const text = await this.#handlers.renew(session);
    (await this.#port).post({op: 'reply', id, text});
  }
}

/**
 * @param {Port} port
 * @param {import('./messages.js').Call} call
 * @param {Transferable[]} [transfer]
 */
function send(port, call, transfer) {
  try {
    port.post(call, transfer);
  } catch (error) {
    throw fail('bad_option', `an argument can't be sent to the worker: ${/** @type {Error} */ (error).message}`);
  }
}

/** @returns {Promise<Port>} */
async function workerPort() {
  const worker = new Worker(trusted(new URL('./worker.js', import.meta.url).href), {type: 'module', name: 'credential-capture'});
  /** @type {Port['listen']} */
  const listen = (receive, die) => {
    worker.onmessage = (event) => receive(event.data);
    worker.onmessageerror = () => die(fail('internal', 'a message of the worker could not be read'));
    worker.onerror = (event) => {
      event.preventDefault();
      die(fail('internal', `the worker failed: ${event.message || 'its script could not be loaded'}`));
    };
  };
  return {listen, post: (message, transfer = []) => worker.postMessage(message, transfer), end: () => worker.terminate()};
}

/** @type {any} made once: a page may forbid a second one of a name */
let policy;

/**
 * A page may take scripts from named policies only (Trusted Types); ours vouches for our own worker.
 * @param {string} url
 * @returns {string}
 */
function trusted(url) {
  /** @type {any} */
  const {trustedTypes} = globalThis;
  policy ??= trustedTypes?.createPolicy('credential-capture', {createScriptURL: (/** @type {string} */ own) => own});
  return policy ? policy.createScriptURL(url) : url;
}

/**
 * The host on this very thread; its messages still come one by one, never inside a call of ours.
 * @returns {Promise<Port>}
 */
async function pagePort() {
  const {createHost} = await import('./host.js');
  /** @type {Parameters<Port['listen']>[0]} */
  let receive = () => {};
  const host = createHost((message) => queueMicrotask(() => receive(message)));
  return {
    listen: (next) => {
      receive = next;
    },
    post: host.receive,
    end: host.end,
  };
}
