/**
 * The entry of the module: `import {load} from './capture.js'`. capture.d.ts documents it. The import has no
 * side effects; load() starts the wasm.
 */
import {Client} from './capture/client.js';
import {CaptureError, fail, messageOf} from './capture/errors.js';
import {version} from './capture/messages.js';
import {abortable, listOf, split} from './capture/options.js';
import {Session} from './capture/session.js';

export {CaptureError, version};

const minute = 60_000; // ms

/** @type {typeof import('./capture.js').load} */
export async function load(options) {
  const {hooks: {signal}, rest: {wasmURL, worker = true, idle = minute, ...unknown}} = split(options, 'signal');
  for (const field of Object.keys(unknown)) throw fail('bad_option', 'unknown option', {field});
  if (typeof worker !== 'boolean') throw fail('bad_option', 'worker is not a boolean', {field: 'worker'});
  if (typeof idle !== 'number' || !(idle > 0)) throw fail('bad_option', 'idle is not a number above 0', {field: 'idle'});
  if (typeof WebAssembly !== 'object') throw fail('wasm_unavailable', 'this browser has no WebAssembly, or a protected mode turns it off');
  const client = new Client(resolve(wasmURL), worker, idle);
  try {
    await client.connection(signal);
  } catch (error) {
    client.close();
    throw error;
  }
  return new Capture(client);
}

/**
 * URLs of the programs and their data. Each is written in full, so that bundlers find and rename it. Beside
 * a wasmURL of the integrator's they keep their names.
 * @param {unknown} wasmURL relative to the page, as in fetch
 * @returns {Files}
 */
function resolve(wasmURL) {
  const scripts = {
    fallbackScript: new URL('./capture/fallback.js', import.meta.url).href,
    analyzeScript: new URL('./capture/analyze.js', import.meta.url).href,
  };
  if (wasmURL === undefined) {
    return {
      ...scripts,
      capture: new URL('./capture.wasm', import.meta.url).href,
      fallback: new URL('./fallback.wasm', import.meta.url).href,
      face: new URL('./face.bin', import.meta.url).href,
    };
  }
  try {
    const capture = new URL(String(wasmURL), globalThis.document?.baseURI);
    return {...scripts, capture: capture.href, fallback: new URL('fallback.wasm', capture).href, face: new URL('face.bin', capture).href};
  } catch {
    throw fail('bad_option', 'wasmURL is not a URL', {field: 'wasmURL'});
  }
}

/** @import {AnalyzeOptions, Capture as Contract, FitDocumentOptions, FitOptions, FrameSource, SessionOptions, ValidateOptions} from './capture.js' */
/** @import {Files} from './capture/messages.js' */
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
    this.#frames ??= import('./capture/frames.js').then(({Frames}) => new Frames(this.#client)).catch((error) => {
      this.#frames = undefined;
      throw fail('network', `frames.js could not be loaded: ${messageOf(error)}`);
    });
    return (await this.#frames).analyze(frame, options);
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
