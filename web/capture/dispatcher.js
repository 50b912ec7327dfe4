/** The program's side of the protocol: runs calls on the Go program, in a worker or on the page. */
import {fail, messageOf, toWire} from './errors.js';
import {inflatedSize} from './inflate.js';
import {version} from './messages.js';
import {compile, script, startProgram} from './runtime.js';

/** @import {Args, Call, Export, Files, FromPage, OnProgress, Operation, Result, SessionEvent, ToPage} from './messages.js' */
/** @import {Page} from './runtime.js' */

/**
 * Says why the page's thread has to do the work, and what would help.
 * @param {string} url of the worker
 * @param {unknown} error
 */
export function explain(url, error) {
  if (!globalThis.document) return; // Node has no such workers
  const help = new URL(url).origin === location.origin
    ? 'Set assetsURL to a copy of the package, and allow worker-src \'self\'.'
    : 'A worker of another origin needs blob: and that origin in worker-src, and Access-Control-Allow-Origin on its file.';
  console.error(`credential-capture runs on the page's thread: ${url} could not be started as a worker: ${messageOf(error)}. ${help}`);
}

/** @param {(message: ToPage) => void} post */
export function createDispatcher(post) {
  /** @type {Awaited<ReturnType<typeof startProgram>> | undefined} */
  let program;
  /** @type {Files} */
  let files;
  /** @type {Promise<WebAssembly.Module> | undefined} kept, so that a suspended program starts without the network */
  let module;
  /** @type {ReturnType<typeof import('./analyze.js').createAnalyzer> | undefined} */
  let analyzer;
  let ended = false;
  /** @type {Map<number, AbortController>} by id of the call */
  const running = new Map();
  /** @type {Map<number, (init: string | null) => void>} by id of the Renew message */
  const renewals = new Map();
  let renewalId = 0;

  /** @type {Page} */
  const page = {
    emit: (session, type, detail) => post({op: 'event', session, event: /** @type {SessionEvent} */ ({type, ...detail})}),
    renew: (session) => new Promise((resolve) => {
      renewals.set(++renewalId, resolve);
      post({op: 'renew', id: renewalId, session});
    }),
    inflatedSize,
    async readPDF(file) {
      const {pages, problems, advice} = await fallback('validate', [[file, {part: 'DOCUMENT', limits: {maxBytes: file.size, maxPages: 2 ** 31}}]]);
      /** @param {import('./messages.js').Result<'validate'>['advice'][number]['code']} code */
      const has = (code) => advice.some((/** @type {{code: string}} */ each) => each.code === code);
      return {pages, code: problems[0]?.code ?? '', message: problems[0]?.message ?? '', xfa: has('xfa'), portfolio: has('portfolio')};
    },
  };

  /** @type {(...args: Args<'start'>) => Promise<void>} */
  async function start(urls, theirs) {
    if (theirs !== version) throw fail('bad_asset', `the worker is version ${version}, capture.js is ${theirs}: serve the files of one build`);
    files = urls;
    module ??= compile(files.capture).catch((error) => {
      module = undefined;
      throw error;
    });
    program = await startProgram(module, page, (error) => post({op: 'exit', error: toWire(error)}));
    if (ended) program.end();
  }

  function exports() {
    if (!program) throw fail('internal', 'the program has not been started');
    return program.exports;
  }

  /**
   * Runs an operation, and again in fallback.wasm where that can do more.
   * @template {'validate' | 'fit' | 'fitDocument'} K
   * @param {K} name
   * @param {Parameters<Export<K>>} call
   * @returns {Promise<Result<K>>}
   */
  async function withFallback(name, call) {
    const value = await exports()[name](...call);
    if (!('fallback' in value)) return /** @type {Result<K>} */ (value);
    return fallback(name, call, value.fallback);
  }

  /** @type {typeof import('./fallback.js').runInFallback extends (url: string, ...rest: infer R) => any ? (...rest: R) => Promise<any> : never} */
  async function fallback(name, call, failure) {
    const {runInFallback} = /** @type {typeof import('./fallback.js')} */ (await script(files.fallbackScript)); // rarely needed
    return runInFallback(files.fallback, name, call, failure);
  }

  async function analyzing() {
    if (!analyzer) {
      const {createAnalyzer} = /** @type {typeof import('./analyze.js')} */ (await script(files.analyzeScript)); // only for the camera and what is read
      analyzer ??= createAnalyzer(exports(), files, (file, side, failure) => fallback('thumbnail', [[file, side]], failure));
    }
    return analyzer;
  }

  /**
   * @template {Operation} K
   * @param {Call<K>} call
   * @param {AbortSignal} signal
   * @returns {Promise<Result<Operation>>}
   */
  async function run({id, name, args, progress}, signal) {
    /** @type {OnProgress | undefined} */
    const onProgress = progress ? (value) => post({op: 'progress', id, value}) : undefined;
    const call = /** @type {unknown} */ ([args, signal, onProgress]);
    switch (name) {
      case 'start':
        return start(.../** @type {Args<'start'>} */ (args));
      case 'analyze':
        return (await analyzing()).analyze(.../** @type {Args<'analyze'>} */ (args));
      case 'readMRZ':
        return (await analyzing()).read(/** @type {Args<'readMRZ'>} */ (args)[0], signal);
      case 'validate':
      case 'fit':
      case 'fitDocument':
        return withFallback(name, /** @type {Parameters<Export<'validate' | 'fit' | 'fitDocument'>>} */ (call));
    }
    const operation = /** @type {(...call: unknown[]) => Promise<Result<Operation>>} */ (exports()[/** @type {'stats'} */ (name)]);
    return operation(args, signal, onProgress);
  }

  /** @param {Call<Operation>} call */
  async function perform(call) {
    const controller = new AbortController();
    running.set(call.id, controller);
    try {
      post({op: 'answer', id: call.id, value: await run(call, controller.signal)});
    } catch (error) {
      post({op: 'failure', id: call.id, error: toWire(error)});
    } finally {
      running.delete(call.id);
    }
  }

  return {
    /** @param {FromPage} message */
    receive(message) {
      switch (message.op) {
        case 'call':
          perform(message);
          break;
        case 'abort':
          running.get(message.id)?.abort();
          break;
        case 'renewed':
          renewals.get(message.id)?.(message.init);
          renewals.delete(message.id);
          break;
        case 'suspend':
          program?.end();
          program = analyzer = undefined;
      }
    },
    /** Ends the program. A worker is terminated instead. */
    end() {
      ended = true;
      program?.end();
    },
  };
}
