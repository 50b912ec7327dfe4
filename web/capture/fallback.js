/**
 * Does with Go's codecs what the browser's can't, and reads encrypted and damaged PDFs. What that takes is in
 * fallback.wasm, which is rarely loaded. It runs for one file, because only its end frees its memory.
 */
import {fail, messageOf} from './errors.js';
import {inflatedSize} from './inflate.js';
import {compile, startProgram} from './runtime.js';

/** @import {Export, FallbackResult, WireError} from './messages.js' */
/** @import {Page} from './runtime.js' */

/** The last call. They run one after the other, because two need twice the memory. @type {Promise<unknown>} */
let queue = Promise.resolve();

/**
 * @template {'fit' | 'fitDocument' | 'thumbnail' | 'validate'} K
 * @param {string} url of fallback.wasm
 * @param {K} name
 * @param {Parameters<Export<K>>} call
 * @param {WireError} [failure] of the browser's, thrown if Go's codecs don't read the format either
 * @returns {Promise<FallbackResult<K>>}
 */
export function runInFallback(url, name, call, failure) {
  const result = queue.then(() => runNow(url, name, call, failure));
  queue = result.catch(() => {});
  return result;
}

/**
 * @template {'fit' | 'fitDocument' | 'thumbnail' | 'validate'} K
 * @param {string} url
 * @param {K} name
 * @param {Parameters<Export<K>>} call
 * @param {WireError} [failure]
 * @returns {Promise<FallbackResult<K>>}
 */
async function runNow(url, name, call, failure) {
  /** @type {(error: unknown) => void} */
  let onExit = () => {};
  /** @type {Promise<never>} */
  const exit = new Promise((_, reject) => {
    onExit = reject;
  });
  exit.catch(() => {}); // may reject after the race
  const program = await startProgram(compile(url), noPage, onExit).catch((error) => {
    throw failure ? fail(failure.code, `${failure.message}; fallback.wasm: ${messageOf(error)}`) : error;
  });
  try {
    const value = await Promise.race([program.exports[name](...call), exit]);
    return /** @type {FallbackResult<K>} */ (value);
  } catch (error) {
    const {code, details} = /** @type {WireError} */ (error);
    throw failure && code === 'unsupported_format' && !details?.coding ? failure : error;
  } finally {
    program.end();
  }
}

/** The callbacks of a program without sessions. @type {Page} */
const noPage = {emit() {}, renew: async () => null, inflatedSize, readPDF: () => Promise.reject(new Error('this is the fallback'))};
