/** One life of the wasm as seen from the page: its port, and the calls that wait for an answer. */
import {abortError, fail, fromWire, guarded} from './errors.js';

/** @typedef {import('./messages.js').FromPage} FromPage */
/** @typedef {import('./messages.js').ToPage} ToPage */
/** @typedef {import('./messages.js').Operation} Operation */
/** @typedef {import('./options.js').Hooks} Hooks */
/** @typedef {'worker' | 'page'} Mode */
/** @typedef {{post: (message: FromPage, transfer?: Transferable[]) => void, end: () => void}} Port */

/**
 * @typedef {object} Handlers
 * @property {(session: number, type: string, detail: any) => void} event
 * @property {(session: number) => Promise<string | null>} renew a fresh session as JSON, or null
 */

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

  /**
   * @param {Mode} mode
   * @param {Handlers} handlers
   */
  constructor(mode, handlers) {
    this.#handlers = handlers;
    const open = mode === 'worker' ? workerPort : pagePort;
    this.#port = open((message) => this.#receive(message), (error) => this.die(error));
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
    }
  }

  /** @param {unknown} error what everything pending, and every later call, rejects with */
  die(error) {
    if (this.dead) return;
    this.#death = error;
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

/**
 * @param {(message: ToPage) => void} receive
 * @param {(error: unknown) => void} die
 * @returns {Promise<Port>}
 */
async function workerPort(receive, die) {
  const worker = new Worker(trusted(new URL('./worker.js', import.meta.url).href), {type: 'module', name: 'credential-capture'});
  worker.onmessage = (event) => receive(event.data);
  worker.onmessageerror = () => die(fail('internal', 'a message of the worker could not be read'));
  worker.onerror = (event) => {
    event.preventDefault();
    die(fail('internal', `the worker failed: ${event.message || 'its script could not be loaded'}`));
  };
  return {post: (message, transfer = []) => worker.postMessage(message, transfer), end: () => worker.terminate()};
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
 * @param {(message: ToPage) => void} receive
 * @returns {Promise<Port>}
 */
async function pagePort(receive) {
  const {createHost} = await import('./host.js');
  const host = createHost((message) => queueMicrotask(() => receive(message)));
  return {post: host.receive, end: host.end};
}
