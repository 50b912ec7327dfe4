/** What the checks of the camera say of a picture that is there already: advice, unless the host is strict. */
import {keyOf} from './guidance-words.js';

/** @typedef {import('../flow/flow.js').Flow} Flow */
/** @typedef {import('../../capture.js').Step} Step */
/** @typedef {{keys: string[], bad: boolean}} Advice messages, and whether the service is likely to refuse the picture */

/** So many things are said at most: the person can do one at a time. */
const most = 2;
/** Nobody waits longer than that, ms, for advice. */
const patience = 2000;

/** These alone don't speak against a picture: a scan has nothing around the document, and so no outline. */
const mild = ['no_document', 'off_centre', 'low_contrast'];

/**
 * @param {Flow} flow
 * @param {Step} step
 * @param {Blob} picture
 * @returns {Promise<Advice | undefined>} undefined: nothing is wrong, or it can't be told
 */
export async function adviceOn({service, signal}, {part, type}, picture) {
  const capture = await service.warmUp();
  const options = {part: /** @type {import('../../capture.js').Part} */ (part), ...(type && {type}), signal};
  const late = new Promise((done) => setTimeout(done, patience));
  const found = await Promise.race([capture.analyze(picture, options), late]).catch(() => undefined);
  if (!found?.hints.length) return undefined;
  const {hints, severity} = /** @type {import('../../capture.js').Guidance} */ (found);
  const bad = severity === 'problem' && hints.some((hint) => !mild.includes(hint));
  const keys = hints.slice(0, most).map(keyOf);
  return {keys: bad ? ['guidance.doubt', ...keys] : keys, bad};
}
