/** Options of calls: the hooks that stay on the page, and the rest. */
import {fail, reasonOf} from './errors.js';

/** @import {ErrorCode, Progress} from '../capture.js' */

/** @typedef {{signal?: AbortSignal, onProgress?(progress: Progress): void}} Hooks */

/** Type checks of the hooks. */
const valid = {
  signal: (/** @type {unknown} */ v) => typeof v === 'object' && v && 'aborted' in v && 'addEventListener' in v && typeof v.aborted === 'boolean' && typeof v.addEventListener === 'function',
  onProgress: (/** @type {unknown} */ v) => typeof v === 'function',
};

/**
 * Splits options into hooks and the rest, which the wasm decodes and whose unknown names it rejects.
 * @template {object} T
 * @param {T | undefined} options
 * @param {...('signal' | 'onProgress')} local the hooks of the call
 * @returns {{hooks: Hooks, rest: Omit<T, 'signal' | 'onProgress'>}}
 */
export function split(options, ...local) {
  if (options !== undefined && options !== null && typeof options !== 'object' || Array.isArray(options)) throw fail('bad_option', 'options is not an object', {field: 'options'});
  // Security: without a prototype, so that members added to Object.prototype are no options.
  const rest = Object.assign(Object.create(null), options);
  const hooks = Object.create(null);
  for (const name of local) {
    const value = rest[name];
    delete rest[name];
    if (value === undefined || value === null) continue;
    if (!valid[name](value)) throw fail('bad_option', `${name} is not what it should be`, {field: name});
    hooks[name] = value;
  }
  for (const [name, value] of Object.entries(rest)) {
    // Functions and symbols can't be cloned, and no other option is one.
    if (typeof value === 'function' || typeof value === 'symbol') throw fail('bad_option', 'unknown option', {field: name});
  }
  return {hooks, rest};
}

/**
 * Rejects with the signal's reason as soon as it is aborted; the promise itself is not affected.
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
export function abortable(promise, signal) {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(reasonOf(signal));
    promise.then(resolve, reject).then(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  });
}

/**
 * Lists the files of an array, a FileList or another iterable.
 * @param {unknown} files
 * @returns {Blob[]} whose members the program checks
 */
export function listOf(files) {
  if (typeof files !== 'object' || !files || !(Symbol.iterator in files)) throw fail('bad_option', 'not an iterable of files', {field: 'files'});
  return Array.from(/** @type {Iterable<Blob>} */ (files));
}

/**
 * JSON.stringify, without a toJSON that a library has added to all objects or arrays.
 * @param {unknown} value
 * @param {(value: any) => unknown} [replace]
 */
export function stringify(value, replace = (each) => each) {
  const added = [Object.prototype, Array.prototype].map((prototype) => /** @type {any} */ (prototype).toJSON).filter(Boolean);
  return JSON.stringify(value, function (key, given) {
    return replace(added.includes(this[key]?.toJSON) ? this[key] : given);
  });
}

/**
 * @param {unknown} value
 * @param {ErrorCode} code of the failure if value isn't JSON
 */
export function json(value, code) {
  try {
    return stringify(value) ?? 'null';
  } catch (error) {
    throw fail(code, `not JSON: ${String(error).split('\n')[0]}`);
  }
}
