/** The page's side of the protocol: one program, and the calls that wait for its answers. */
import {fail, fromWire, guarded, messageOf, reasonOf} from './errors.js';

/** @import {Args, Call, FromPage, Operation, Result, SessionEvent, ToPage} from './messages.js' */
/** @import {Hooks} from './options.js' */
/** @typedef {'worker' | 'page'} Mode */

/**
 * The way to a dispatcher. It outlives a suspended program and is passed on to the next connection.
 * @typedef {object} Port
 * @property {(receive: (message: ToPage) => void, exit: (error: unknown) => void) => void} listen
 * @property {(message: FromPage, transfer?: Transferable[]) => void} post
 * @property {() => void} end
 */

/**
 * @typedef {object} Handlers
 * @property {(session: number, event: SessionEvent) => void} event
 * @property {(session: number) => Promise<string | null>} renew returns a fresh session as JSON, or null
 * @property {() => void} idle runs after the idle time without a call
 */

/** Maximum delay of a timer, ms. A longer idle time is infinite. */
const maxDelay = 2 ** 31 - 1;

export class Connection {
  /** Whether the dispatcher has sent a message. If not, the worker could not be started. */
  responded = false;
  /** @type {unknown} the reason, once the program has ended */
  #exitError;
  /** @type {Map<number, {resolve(value: unknown): void, reject(error: unknown): void, onProgress?: Hooks['onProgress']}>} */
  #pending = new Map();
  #next = 1;
  /** @type {Promise<Port>} */
  #port;
  #handlers;
  #idle;
  /** @type {ReturnType<typeof setTimeout> | undefined} runs while no call is pending */
  #timer;

  /**
   * @param {Handlers} handlers
   * @param {number} idle ms
   * @param {Promise<Port>} port
   */
  constructor(handlers, idle, port) {
    this.#handlers = handlers;
    this.#idle = idle;
    this.#port = port.then((opened) => {
      opened.listen((message) => this.#receive(message), (error) => this.dispose(error));
      return opened;
    });
    this.#port.catch((error) => this.dispose(error));
  }

  get disposed() {
    return this.#exitError !== undefined;
  }

  /**
   * @template {Operation} K
   * @param {K} name
   * @param {Args<K>} args
   * @param {Hooks & {transfer?: Transferable[]}} [hooks]
   * @returns {Promise<Result<K>>}
   */
  async call(name, args, {signal, onProgress, transfer} = {}) {
    const port = await this.#port;
    if (signal?.aborted) throw reasonOf(signal);
    if (this.disposed) throw this.#exitError;
    clearTimeout(this.#timer);
    const id = this.#next++;
    const abort = () => {
      port.post({op: 'abort', id});
      this.#pending.get(id)?.reject(reasonOf(/** @type {AbortSignal} */ (signal)));
    };
    try {
      return await new Promise((resolve, reject) => {
        this.#pending.set(id, {resolve: /** @type {(value: unknown) => void} */ (resolve), reject, onProgress});
        send(port, {op: 'call', id, name, args, progress: !!onProgress}, transfer);
        signal?.addEventListener('abort', abort);
      });
    } finally {
      signal?.removeEventListener('abort', abort);
      this.#pending.delete(id);
      if (!this.#pending.size && !this.disposed && this.#idle <= maxDelay) this.#timer = setTimeout(this.#handlers.idle, this.#idle);
    }
  }

  /**
   * Ends the program and frees its memory. The dispatcher stays for the next connection. Must be called
   * synchronously once no call is pending.
   * @returns {Promise<Port>}
   */
  async suspend() {
    this.#exitError = fail('internal', 'the program is suspended');
    const port = await this.#port;
    port.post({op: 'suspend'});
    return port;
  }

  /** @param {unknown} error rejects all pending and later calls */
  dispose(error) {
    if (this.disposed) return;
    this.#exitError = error;
    clearTimeout(this.#timer);
    for (const {reject} of this.#pending.values()) reject(error);
    this.#port.then((port) => port.end(), () => {});
  }

  /** @param {ToPage} message */
  #receive(message) {
    if (this.disposed) return;
    this.responded = true;
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
        this.#handlers.event(message.session, message.event);
        break;
      case 'renew':
        this.#renew(message.id, message.session);
        break;
      case 'exit':
        this.dispose(fromWire(message.error));
    }
  }

  /**
   * @param {number} id
   * @param {number} session
   */
  async #renew(id, session) {
    const init = await this.#handlers.renew(session);
    (await this.#port).post({op: 'renewed', id, init});
  }
}

/**
 * @param {Port} port
 * @param {Call<Operation>} call
 * @param {Transferable[]} [transfer]
 */
function send(port, call, transfer) {
  try {
    port.post(call, transfer);
  } catch (error) {
    throw fail('bad_option', `an argument can't be sent to the worker: ${messageOf(error)}`);
  }
}

/**
 * A browser starts no worker from another origin. A module of the page's own can import one, where the policy allows blob:.
 * @param {string} url
 */
const ofThisOrigin = (url) => (new URL(url).origin === location.origin ? url : URL.createObjectURL(new Blob([`import ${JSON.stringify(url)}`], {type: 'text/javascript'})));

/** @param {string} url @returns {Promise<Port>} */
export async function workerPort(url) {
  const worker = new Worker(trusted(ofThisOrigin(url)), {type: 'module', name: 'credential-capture'});
  /** @type {Port['listen']} */
  const listen = (receive, exit) => {
    worker.onmessage = (event) => receive(event.data);
    worker.onmessageerror = () => exit(fail('internal', 'a message of the worker could not be read'));
    worker.onerror = (event) => {
      event.preventDefault();
      exit(fail('internal', `the worker failed: ${event.message || 'its script could not be loaded'}`));
    };
  };
  return {listen, post: (message, transfer = []) => worker.postMessage(message, transfer), end: () => worker.terminate()};
}

/** @typedef {{createScriptURL(url: string): string}} ScriptPolicy */
/** @type {ScriptPolicy | undefined} created once, because a page may forbid duplicate names */
let policy;

/**
 * Passes the worker's URL through a policy for pages that enforce Trusted Types.
 * @param {string} url
 * @returns {string}
 */
function trusted(url) {
  const {trustedTypes} = /** @type {{trustedTypes?: {createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy}}} */ (globalThis);
  policy ??= trustedTypes?.createPolicy('credential-capture', {createScriptURL: (own) => own});
  return policy ? policy.createScriptURL(url) : url;
}

/**
 * A dispatcher on the page. It posts messages asynchronously, as a worker does.
 * @returns {Promise<Port>}
 */
export async function pagePort() {
  const {createDispatcher} = await import('./dispatcher.js');
  /** @type {Parameters<Port['listen']>[0]} */
  let receive = () => {};
  const dispatcher = createDispatcher((message) => queueMicrotask(() => receive(message)));
  return {
    listen: (next) => {
      receive = next;
    },
    post: dispatcher.receive,
    end: dispatcher.end,
  };
}
