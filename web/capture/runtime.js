/** Fetches, starts and watches one instance of the Go program. */
import {fail} from './errors.js';
import {version} from './messages.js';

/**
 * An export of wasm/main.go: its own arguments, then what every call may have.
 * @typedef {(args: unknown[], signal?: AbortSignal, progress?: (value: unknown) => void) => Promise<any>} Export
 * @typedef {Record<string, Export>} Exports
 */

/**
 * What the program may say of its own accord.
 * @typedef {object} Page
 * @property {(session: number, type: string, detail: any) => void} emit
 * @property {(session: number) => Promise<string | null>} renew a fresh session as JSON, or null
 */

/**
 * @param {Promise<WebAssembly.Module>} compiling
 * @param {Page} page
 * @param {(error: import('./errors.js').CaptureError) => void} died called once, when the program ends without having been asked to
 * @returns {Promise<{exports: Exports, end: () => void}>}
 */
export async function startProgram(compiling, page, died) {
  const [{Go, globals}, module] = await Promise.all([toolchain(), compiling]);
  const go = new Go();
  const life = watch(go, died);
  const instance = await WebAssembly.instantiate(module, go.importObject).catch((error) => {
    throw fail('internal', `the wasm could not be started: ${error.message}`);
  });
  const {published, ended} = launch(go, instance, globals, page);
  ended.then(life.ended, life.ended);
  if (!published) throw life.obituary();
  const {version: theirs, exit, ...exports} = published;
  const end = () => life.end(exit);
  if (theirs !== version) {
    end();
    throw fail('internal', `capture.wasm is version ${theirs}, capture.js is ${version}: serve the files of one build`);
  }
  const memory = /** @type {WebAssembly.Memory} */ (instance.exports.mem);
  exports.stats = withMemory(exports.stats, memory);
  return {exports, end};
}

/**
 * Runs main until it has published its exports and waits. After that it needs no globals any more.
 * @param {Go} go
 * @param {WebAssembly.Instance} instance
 * @param {object} globals
 * @param {Page} page
 */
function launch(go, instance, globals, page) {
  /** @type {any} */
  let published;
  const hook = `credential-capture ${crypto.randomUUID?.() ?? Math.random()}`;
  const publish = (/** @type {any} */ exports) => {
    published = exports;
    return page;
  };
  go.argv = ['capture', hook];
  // Collect twice as often: memory that Go has once taken is never given back.
  go.env = {GOGC: '50'};
  Object.assign(globalThis, globals, {[hook]: publish});
  const ended = go.run(instance);
  for (const name of [hook, ...Object.keys(globals)]) Reflect.deleteProperty(globalThis, name);
  return {published, ended};
}

/**
 * Sees to it that the program's end is told, once, and that nothing of it runs afterwards.
 * @param {Go} go
 * @param {(error: import('./errors.js').CaptureError) => void} died
 */
function watch(go, died) {
  const output = keepOutput(go);
  let over = false;
  /** Timers and promises that still hold the program would find it gone, and say so on the console. */
  const bury = () => {
    over = true;
    for (const timer of go._scheduledTimeouts.values()) clearTimeout(timer);
    go._scheduledTimeouts.clear();
  };
  const ended = (/** @type {unknown} */ error) => {
    if (over) return;
    bury();
    died(obituary(output(), error));
  };
  // A trap inside a callback reaches nobody who waits for run().
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
    obituary: () => obituary(output(), undefined),
    end(/** @type {() => void} */ exit) {
      if (over) return;
      exit();
      bury();
    },
  };
}

/**
 * Go doesn't know how much memory the browser has given it.
 * @param {Export} stats
 * @param {WebAssembly.Memory} memory
 * @returns {Export}
 */
const withMemory = (stats, memory) => async (...call) => ({...await stats(...call), wasmBytes: memory.buffer.byteLength});

/** @type {Promise<{Go: typeof globalThis.Go, globals: object}> | undefined} */
let loader;

/**
 * Runs wasm_exec.js, once. The globals it makes (among them a `process` that has no `env`) are taken
 * away again and lent to each program while it starts, because on the page others would trip on them.
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

/** @param {string} url */
export async function compile(url) {
  const response = await fetch(url).catch((error) => {
    throw fail('network', `capture.wasm could not be loaded: ${error.message}`);
  });
  if (!response.ok) throw fail('network', `capture.wasm could not be loaded: HTTP ${response.status}`, {status: response.status});
  // Streaming wants the right media type; a server that doesn't know it must not stop us.
  const streams = 'compileStreaming' in WebAssembly && response.headers.get('content-type')?.startsWith('application/wasm');
  try {
    return await (streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer()));
  } catch (error) {
    const cut = error instanceof TypeError; // the connection, not the code
    throw fail(cut ? 'network' : 'internal', `capture.wasm could not be compiled: ${/** @type {Error} */ (error).message}`);
  }
}

/**
 * Keeps the beginning of what the program prints: how Go says why it dies. Replaces the one import
 * that would need the global `fs` once the program runs.
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
 * @param {unknown} error what was thrown, if anything was; after an exit it is only its echo
 */
function obituary(output, error) {
  const reason = !output && error instanceof Error ? error.message : '';
  const memory = error instanceof RangeError || /out of memory|cannot allocate/i.test(output + reason);
  return memory
    ? fail('out_of_memory', 'the device ran out of memory')
    : fail('internal', `the wasm stopped unexpectedly${reason && `: ${reason}`}`);
}
