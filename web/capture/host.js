/** The far end of the messages: performs calls on the Go program, in a worker or on the page. */
import {fail, toWire} from './errors.js';
import {version} from './messages.js';
import {compile, startProgram} from './runtime.js';

/** @typedef {import('./messages.js').FromPage} FromPage */
/** @typedef {import('./messages.js').ToPage} ToPage */
/** @typedef {import('./messages.js').Call} Call */

/** @param {(message: ToPage) => void} post */
export function createHost(post) {
  /** @type {Awaited<ReturnType<typeof startProgram>> | undefined} */
  let program;
  /** @type {import('./messages.js').Files} */
  let files;
  /** @type {Promise<WebAssembly.Module> | undefined} kept, so that a program that has rested needs no network */
  let module;
  /** @type {ReturnType<typeof import('./analyze.js').createAnalyzer> | undefined} */
  let analyzer;
  let ended = false;
  /** @type {Map<number, AbortController>} by call */
  const running = new Map();
  /** @type {Map<number, (text: string | null) => void>} by ask */
  const asked = new Map();
  let asks = 0;

  /** @type {import('./runtime.js').Page} */
  const page = {
    emit: (session, type, detail) => post({op: 'event', session, type, detail}),
    renew: (session) => new Promise((resolve) => {
      asked.set(++asks, resolve);
      post({op: 'ask', id: asks, session});
    }),
  };

  /** @param {unknown[]} args */
  async function start([urls, theirs]) {
    if (theirs !== version) throw fail('internal', `the worker is version ${version}, capture.js is ${theirs}: serve the files of one build`);
    files = /** @type {import('./messages.js').Files} */ (urls);
    module ??= compile(files.capture).catch((error) => {
      module = undefined;
      throw error;
    });
    program = await startProgram(module, page, (error) => post({op: 'death', error: toWire(error)}));
    if (ended) program.end();
  }

  /**
   * @param {import('./messages.js').Operation} name
   * @param {Parameters<import('./runtime.js').Export>} call
   */
  async function run(name, call) {
    if (name === 'analyze') return analyze(/** @type {any} */ (call[0]));
    const value = await program?.exports[name](...call);
    const fits = name === 'fit' || name === 'fitDocument';
    if (!fits || !value.fallback) return value;
    const {fitAgain} = /** @type {typeof import('./fallback.js')} */ (await import(/* @vite-ignore */ files.again)); // few pages ever need it
    return fitAgain(files.fallback, name, call, value.fallback);
  }

  /** @param {[any, any]} args */
  async function analyze([frame, options]) {
    if (!analyzer) {
      const {createAnalyzer} = /** @type {typeof import('./analyze.js')} */ (await import(/* @vite-ignore */ files.analyze)); // not every page looks at a camera
      analyzer ??= createAnalyzer(/** @type {NonNullable<typeof program>} */ (program).exports, files.face);
    }
    return analyzer(frame, options);
  }

  /** @param {Call} call */
  async function perform({id, name, args, progress}) {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const onProgress = progress ? (/** @type {unknown} */ value) => post({op: 'progress', id, value}) : undefined;
      const value = await (name === 'start' ? start(args) : run(name, [args, controller.signal, onProgress]));
      post({op: 'answer', id, value});
    } catch (error) {
      post({op: 'failure', id, error: toWire(error)});
    } finally {
      running.delete(id);
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
        case 'reply':
          asked.get(message.id)?.(message.text);
          asked.delete(message.id);
          break;
        case 'rest':
          program?.end();
          program = analyzer = undefined;
      }
    },
    /** Ends the program; on the page nothing else would. */
    end() {
      ended = true;
      program?.end();
    },
  };
}
