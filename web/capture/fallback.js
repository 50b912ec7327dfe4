/**
 * Does again, with Go's own codecs, what the browser's couldn't be trusted with. They are a program of
 * their own, fallback.wasm, which few pages ever load. It lives for one picture: ending it is the only
 * way to give its memory back.
 */
import {fail} from './errors.js';
import {compile, startProgram} from './runtime.js';

/** @typedef {import('./messages.js').WireError} WireError */

/** What the last one is doing: two at a time would need twice the memory. @type {Promise<unknown>} */
let turn = Promise.resolve();

/**
 * @param {string} url of fallback.wasm
 * @param {'fit' | 'fitDocument'} name
 * @param {Parameters<import('./runtime.js').Export>} call
 * @param {WireError} failure of capture.wasm, rejected with where this can't do better
 * @returns {Promise<any>}
 */
export function fitAgain(url, name, call, failure) {
  const mine = turn.then(() => fitNow(url, name, call, failure));
  turn = mine.catch(() => {});
  return mine;
}

/**
 * @param {string} url
 * @param {'fit' | 'fitDocument'} name
 * @param {Parameters<import('./runtime.js').Export>} call
 * @param {WireError} failure
 */
async function fitNow(url, name, [args, signal, progress], failure) {
  /** @type {(error: unknown) => void} */
  let died = () => {};
  const death = new Promise((_, reject) => {
    died = reject;
  });
  death.catch(() => {}); // it may come when nobody waits any more
  const program = await startProgram(compile(url), silent, died).catch((error) => {
    throw fail(failure.code, `${failure.message}; fallback.wasm: ${error.message}`);
  });
  try {
    return await Promise.race([program.exports[name](args, signal, progress), death]);
  } catch (error) {
    // That Go doesn't read it either says less than what the browser said.
    throw /** @type {any} */ (error).code === 'unsupported_format' ? failure : error;
  } finally {
    program.end();
  }
}

/** It has no sessions, so it has nothing to say. @type {import('./runtime.js').Page} */
const silent = {emit() {}, renew: async () => null};
