/** Fetches, starts and watches one instance of the Go program. */
import {fail, messageOf} from './errors.js';
import {version} from './messages.js';

/** @import {Exports} from './messages.js' */
/** @import {CaptureError} from './errors.js' */

/**
 * The callbacks of the program.
 * @typedef {object} Page
 * @property {(session: number, type: string, detail: object) => void} emit
 * @property {(session: number) => Promise<string | null>} renew returns a fresh session as JSON, or null
 * @property {typeof import('./inflate.js').inflatedSize} inflatedSize
 * @property {(file: Blob) => Promise<{pages: number, code: string, message: string, xfa: boolean, portfolio: boolean}>} readPDF what an encrypted or damaged PDF is, with its first problem
 */

/**
 * @param {Promise<WebAssembly.Module>} compiling
 * @param {Page} page
 * @param {(error: CaptureError) => void} onExit runs once if the program ends by itself
 * @returns {Promise<{exports: Exports, end: () => void}>}
 */
export async function startProgram(compiling, page, onExit) {
  const [{Go, globals}, module] = await Promise.all([toolchain(), compiling]);
  const go = new Go();
  const lifetime = watch(go, onExit);
  const instance = await WebAssembly.instantiate(module, go.importObject).catch((error) => {
    throw fail(error instanceof RangeError ? 'out_of_memory' : 'bad_asset', `the wasm could not be started: ${error.message}`);
  });
  const {published, ended} = launch(go, instance, globals, page);
  ended.then(lifetime.ended, lifetime.ended);
  if (!published) throw lifetime.exitError();
  const {version: theirs, exit, ...exports} = published;
  const end = () => lifetime.end(exit);
  if (theirs !== version) {
    end();
    throw fail('bad_asset', `capture.wasm is version ${theirs}, capture.js is ${version}: serve the files of one build`);
  }
  const memory = /** @type {WebAssembly.Memory} */ (instance.exports.mem);
  exports.stats = withMemory(exports.stats, memory);
  return {exports, end};
}

/**
 * Runs main until it has published its exports. The program needs no globals afterwards.
 * @param {Go} go
 * @param {WebAssembly.Instance} instance
 * @param {object} globals
 * @param {Page} page
 */
function launch(go, instance, globals, page) {
  /** @type {Exports & {version: string, exit: () => void} | undefined} */
  let published;
  const hook = `credential-capture ${crypto.randomUUID?.() ?? Math.random()}`;
  const publish = (/** @type {NonNullable<typeof published>} */ exports) => {
    published = exports;
    return page;
  };
  go.argv = ['capture', hook];
  // Collect garbage twice as often, because a wasm's memory never shrinks.
  go.env = {GOGC: '50'};
  Object.assign(globalThis, globals, {[hook]: publish});
  const ended = go.run(instance);
  for (const name of [hook, ...Object.keys(globals)]) Reflect.deleteProperty(globalThis, name);
  return {published, ended};
}

/**
 * Reports the end of the program once, and stops its timers then.
 * @param {Go} go
 * @param {(error: CaptureError) => void} onExit
 */
function watch(go, onExit) {
  const output = keepOutput(go);
  let over = false;
  /** Timers would resume the ended program and log an error. */
  const dispose = () => {
    over = true;
    for (const timer of go._scheduledTimeouts.values()) clearTimeout(timer);
    go._scheduledTimeouts.clear();
  };
  const ended = (/** @type {unknown} */ error) => {
    if (over) return;
    dispose();
    onExit(exitError(output(), error));
  };
  // run() doesn't reject for a trap inside of a callback.
  const resume = go._resume.bind(go);
  go._resume = () => {
    if (over) return;
    try {
      resume();
    } catch (error) {
      ended(error);
      throw error;
    }
  };
  return {
    ended,
    exitError: () => exitError(output(), undefined),
    end(/** @type {() => void} */ exit) {
      if (over) return;
      exit();
      dispose();
    },
  };
}

/**
 * Adds the size of the memory, which Go doesn't know.
 * @param {Exports['stats']} stats
 * @param {WebAssembly.Memory} memory
 * @returns {Exports['stats']}
 */
const withMemory = (stats, memory) => async (...call) => ({...await stats(...call), wasmBytes: memory.buffer.byteLength});

/** @type {Promise<{Go: typeof globalThis.Go, globals: object}> | undefined} */
let loader;

/**
 * Runs wasm_exec.js once. Its globals (among them a `process` without `env`) exist only while a program
 * starts, because they confuse other scripts of the page.
 */
function toolchain() {
  loader ??= (async () => {
    const names = ['Go', 'fs', 'process', 'path'].filter((name) => !(name in globalThis));
    await import('./wasm_exec.js');
    const {Go} = globalThis;
    const globals = Object.fromEntries(names.map((name) => [name, Reflect.get(globalThis, name)]));
    for (const name of names) Reflect.deleteProperty(globalThis, name);
    return {Go, globals};
  })().catch((error) => {
    loader = undefined;
    throw fail('network', `wasm_exec.js could not be loaded: ${error.message}`);
  });
  return loader;
}

const hint = '. Serve a copy of the package, and set assetsURL to it (docs/frameworks.md)';

/**
 * Fetches a file of the module. A single-page host answers an unknown path with its page and 200.
 * @param {string} url
 */
export async function asset(url) {
  const response = await (url.startsWith('file:') ? fromDisk(url) : fetch(url)).catch((error) => {
    throw fail('network', `${url} could not be loaded: ${error.message}`);
  });
  const {ok, status} = response;
  const gone = status < 500 && status !== 408 && status !== 429;
  if (!ok) throw fail(gone ? 'bad_asset' : 'network', `${url} could not be loaded: HTTP ${status}${gone ? hint : ''}`, {status});
  if (response.headers.get('content-type')?.startsWith('text/html')) throw fail('bad_asset', `${url} is a page of HTML${hint}`);
  return response;
}

/**
 * Reads a file in Node, whose fetch has no file URLs.
 * @param {string} url
 */
async function fromDisk(url) {
  const {process} = /** @type {{process?: {getBuiltinModule?(name: string): {readFile(file: URL): Promise<Uint8Array<ArrayBuffer>>}}}} */ (globalThis);
  const files = process?.getBuiltinModule?.('node:fs/promises');
  return files ? new Response(await files.readFile(new URL(url))) : fetch(url);
}

/**
 * Imports a script of the module by its URL, which bundlers leave alone. Parcel changes the script so that it exports nothing.
 * @param {string} url
 * @returns {Promise<any>}
 */
export async function script(url) {
  const module = await import(url).catch((error) => {
    throw fail('network', `${url} could not be loaded: ${messageOf(error)}`);
  });
  if (Object.keys(module).length) return module;
  const message = `${url} is another script${hint}`;
  console.error(`credential-capture: ${message}`);
  throw fail('bad_asset', message);
}

/** @param {string} url */
export async function compile(url) {
  const response = await asset(url);
  // Streaming requires the media type application/wasm, which some servers don't send.
  const streams = 'compileStreaming' in WebAssembly && response.headers.get('content-type')?.startsWith('application/wasm');
  try {
    return await (streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer()));
  } catch (error) {
    const message = messageOf(error);
    const cut = error instanceof TypeError; // the connection, not the code
    const forbidden = /unsafe-eval|Content Security Policy/i.test(message);
    throw fail(cut ? 'network' : forbidden ? 'wasm_unavailable' : 'bad_asset', `${url} could not be compiled: ${message}`);
  }
}

/**
 * Keeps the start of the program's output, which has the reason of a crash. Replaces the only import that
 * needs the global `fs` while the program runs.
 * @param {Go} go
 */
function keepOutput(go) {
  const decoder = new TextDecoder();
  let output = '';
  // func wasmWrite(fd uintptr, p unsafe.Pointer, n int32)
  go.importObject.gojs['runtime.wasmWrite'] = (sp) => {
    sp >>>= 0;
    const at = Number(go.mem.getBigInt64(sp + 16, true));
    const text = decoder.decode(new Uint8Array(go.mem.buffer, at, go.mem.getInt32(sp + 24, true)));
    if (output.length < 4096) output += text;
  };
  go.exit = (code) => {
    if (code !== 0) console.error(`credential-capture ended (${code}):\n${output}`);
  };
  return () => output;
}

/**
 * @param {string} output
 * @param {unknown} error what was thrown, undefined if nothing was
 */
function exitError(output, error) {
  const reason = !output && error instanceof Error ? error.message : '';
  const memory = error instanceof RangeError || /out of memory|cannot allocate/i.test(output + reason);
  return memory
    ? fail('out_of_memory', 'the device ran out of memory')
    : fail('internal', `the wasm stopped unexpectedly${reason && `: ${reason}`}`);
}
