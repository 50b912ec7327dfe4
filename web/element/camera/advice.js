/** Advice on a still picture, by the checks of the live camera. With guidance="strict" it is a condition. */
import {keyOf} from './guidance-words.js';

/** @import {Flow} from '../flow/flow.js' */
/** @import {Step} from '../../capture.js' */
/** @typedef {{keys: string[], bad: boolean}} Advice messages, and whether the service is likely to refuse the picture */

/** Messages at a time: the person can do one after the other. */
const maxHints = 2;

/** These alone don't speak against a picture: a scan has nothing around the document, and so no outline. */
const mild = ['no_document', 'off_centre', 'low_contrast'];
/** Nor does too_bright without an outline: white paper that fills a scan counts as overexposed. */
const isMild = (/** @type {string} */ hint, /** @type {string[]} */ hints) =>
  mild.includes(hint) || hint === 'too_bright' && hints.includes('no_document');

/**
 * @param {Pick<Flow, 'capture' | 'signal'>} flow
 * @param {Step} step
 * @param {Blob} picture
 * @returns {Promise<Advice | undefined>} undefined: nothing is wrong. Rejects when the picture can't be analyzed.
 */
export async function adviceOn({capture: load, signal}, {part, type}, picture) {
  const capture = await load();
  const options = {part: /** @type {import('../../capture.js').Part} */ (part), ...(type && {type}), signal};
  const {hints, severity} = await capture.analyze(picture, options);
  if (!hints.length) return undefined;
  const bad = severity === 'problem' && hints.some((hint) => !isMild(hint, hints));
  const keys = hints.slice(0, maxHints).map(keyOf);
  return {keys: bad ? ['guidance.doubt', ...keys] : keys, bad};
}
