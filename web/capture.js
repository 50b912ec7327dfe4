/**
 * The entry of the module: `import {load} from './capture.js'`. capture.d.ts documents it. The import has no
 * side effects; load() starts the wasm.
 */
import {Client} from './capture/client.js';
import {CaptureError, fail, messageOf} from './capture/errors.js';
import {beside} from './files.js';
import {version} from './capture/messages.js';
import {abortable, listOf, split} from './capture/options.js';
import {Session} from './capture/session.js';

export {CaptureError, version};

const minute = 60_000; // ms

/** @type {typeof import('./capture.js').load} */
export async function load(options) {
  const {hooks: {signal}, rest: {assetsURL, wasmURL, worker = true, idle = minute, ...unknown}} = split(options, 'signal');
  for (const field of Object.keys(unknown)) throw fail('bad_option', 'unknown option', {field});
  if (typeof worker !== 'boolean') throw fail('bad_option', 'worker is not a boolean', {field: 'worker'});
  if (typeof idle !== 'number' || !(idle > 0)) throw fail('bad_option', 'idle is not a number above 0', {field: 'idle'});
  if (typeof WebAssembly !== 'object') throw fail('wasm_unavailable', 'this browser has no WebAssembly, or a protected mode turns it off');
  const files = assetsURL === undefined && wasmURL === undefined ? beside() : (await import('./assets.js').catch((error) => {
    throw fail('network', `assets.js could not be loaded: ${messageOf(error)}`);
  })).filesOf(assetsURL, wasmURL);
  const client = new Client(files, worker, idle);
  try {
    await client.connection(signal);
  } catch (/** @type {any} */ error) {
    client.close();
    if (error?.code === 'bad_asset') console.error(`credential-capture: ${error.message}`);
    throw error;
  }
  return new Capture(client);
}

/** @import {AnalyzeOptions, Capture as Contract, FitDocumentOptions, FitOptions, FrameSource, SessionOptions, ValidateOptions} from './capture.js' */
/** @import {Frames} from './capture/frames.js' */

/** @implements {Contract} */
class Capture {
  #client;
  /** @type {Promise<Frames> | undefined} */
  #frames;

  /** @param {Client} client */
  constructor(client) {
    this.#client = client;
  }

  get mode() {
    return this.#client.mode;
  }

  /** @type {Contract['validate']} */
  async validate(file, options) {
    const {hooks, rest} = split(options, 'signal');
    return this.#client.call('validate', [file, rest], hooks);
  }

  /** @type {Contract['fit']} */
  async fit(file, options) {
    const {hooks, rest} = split(options, 'signal', 'onProgress');
    return this.#client.call('fit', [file, rest], hooks);
  }

  /** @type {Contract['fitDocument']} */
  async fitDocument(files, options) {
    const {hooks, rest} = split(options, 'signal', 'onProgress');
    return this.#client.call('fitDocument', [listOf(files), rest], hooks);
  }

  /** @type {Contract['analyze']} */
  async analyze(frame, options) {
    return (await this.#loadFrames()).analyze(frame, options);
  }

  /** @type {Contract['readMRZ']} */
  async readMRZ(picture, options) {
    return (await this.#loadFrames()).readMRZ(picture, options);
  }

  #loadFrames() {
    return this.#frames ??= import('./capture/frames.js').then(({Frames}) => new Frames(this.#client)).catch((error) => {
      this.#frames = undefined;
      throw fail('network', `frames.js could not be loaded: ${messageOf(error)}`);
    });
  }

  /** @type {Contract['session']} */
  async session(init, options) {
    const {hooks: {signal}, rest} = split(options, 'signal');
    const session = new Session(this.#client, init, rest);
    try {
      await abortable(session.open(signal), signal);
    } catch (error) {
      session.close();
      throw error;
    }
    return session;
  }

  async stats() {
    return this.#client.call('stats', [], {});
  }

  close() {
    this.#client.close();
  }
}
