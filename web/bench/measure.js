/** Measures one call of a tool. */
import {watch} from './watch.js';

/** @import {Tool, Want} from './tools.js' */

/**
 * @typedef {object} Sample
 * @property {number} ms from the call to the output
 * @property {number} longtask see watch
 * @property {number} gap
 * @property {Blob} [blob] the output
 * @property {string} [error] why there is none
 * @property {string} [action] of ours
 * @property {number} [quality]
 * @property {number} [encodes]
 */

/**
 * @param {Tool} tool prepared
 * @param {File} file
 * @param {Want} want
 * @returns {Promise<Sample>}
 */
export async function measure(tool, file, want) {
  const watched = watch();
  const start = performance.now();
  try {
    const {blob, action, quality, encodes} = await tool.run(file, want);
    const ms = performance.now() - start;
    return {ms, blob, action, quality, encodes, ...await watched()};
  } catch (error) {
    return {ms: performance.now() - start, error: String(/** @type {any} */ (error)?.message ?? error), ...await watched()};
  }
}
