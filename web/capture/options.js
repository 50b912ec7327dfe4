/** The part of every call's options that can't leave the page: its signal and its callbacks. */
import {abortError, fail} from './errors.js';

/** @typedef {{signal?: AbortSignal, onProgress?: (progress: any) => void, transfer?: Transferable[]}} Hooks */

/** Is value one that a member of this name may have? */
const fits = {
  signal: (/** @type {any} */ v) => typeof v?.aborted === 'boolean' && typeof v.addEventListener === 'function',
  onProgress: (/** @type {any} */ v) => typeof v === 'function',
};

/**
 * Parts options into hooks and the rest, which the wasm decodes and whose unknown names it refuses.
 * @param {unknown} options
 * @param {...(keyof fits)} local which hooks the call has
 * @returns {{hooks: Hooks, rest: Record<string, any>}}
 */
export function split(options, ...local) {
  options ??= {};
  if (typeof options !== 'object' || Array.isArray(options)) throw fail('bad_option', 'options is not an object', {field: 'options'});
  // Without a prototype: what somebody has given to every object is no option.
  /** @type {Record<string, any>} */
  const rest = Object.assign(Object.create(null), options);
  /** @type {Record<string, any>} */
  const hooks = Object.create(null);
  for (const name of local) {
    const value = rest[name];
    delete rest[name];
    if (value === undefined || value === null) continue;
    if (!fits[name](value)) throw fail('bad_option', `${name} is not what it should be`, {field: name});
    hooks[name] = value;
  }
  for (const [name, value] of Object.entries(rest)) {
    // A function can't cross to the worker, and no option there is one.
    if (typeof value === 'function' || typeof value === 'symbol') throw fail('bad_option', 'unknown option', {field: name});
  }
  return {hooks, rest};
}

/**
 * The promise, or an AbortError as soon as the signal says so; the work itself goes on.
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
export function abortable(promise, signal) {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(abortError());
    promise.then(resolve, reject).then(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  });
}

/**
 * Text of a value that is sent to the wasm as JSON.
 * @param {unknown} value
 * @param {import('../capture.js').ErrorCode} code what it is when there is no such text
 */
export function json(value, code) {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (error) {
    throw fail(code, `not JSON: ${String(error).split('\n')[0]}`);
  }
}
