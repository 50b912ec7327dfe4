/** Advice on a still picture, by the checks of the live camera. With guidance="strict" it is a condition. */
/** @import {Flow} from '../flow/flow.js' */
/** @import {Step} from '../../capture.js' */
/**
 * `keys` are messages, what matters most first. `bad`: the service is likely to refuse the picture. `box`: the
 * part of the picture that shows the document, where one was found.
 * @typedef {{keys: string[], bad: boolean, box?: import('../ui/crop.js').Box}} Advice
 */

/** @type {Record<string, string>} Codes that share the message of another. */
const same = {moving: 'ok', face_too_dark: 'too_dark', face_too_far: 'too_far', face_too_close: 'too_close'};

/**
 * @param {string} code
 * @returns {string} a message's key
 */
export const keyOf = (code) => `guidance.${same[code] ?? code}`;

/** Messages at a time: the person can do one after the other. */
const maxHints = 2;

/** These alone don't speak against a picture: a scan has nothing around the document, and so no outline. */
const mild = ['no_document', 'off_centre', 'low_contrast'];
/** Nor does too_bright without an outline: white paper that fills a scan counts as overexposed. */
const isMild = (/** @type {string} */ hint, /** @type {string[]} */ hints) =>
  mild.includes(hint) || hint === 'too_bright' && hints.includes('no_document');

/**
 * A face of at least these shares of a picture's width and height, in its middle third, belongs to a person. A portrait
 * that is printed on a document is smaller, or stands at its side.
 */
const minFace = {width: .2, height: .35};

/**
 * @param {Pick<Flow, 'capture' | 'signal'>} flow
 * @param {Step} step
 * @param {Blob} picture
 * @param {boolean} shot by the camera, whose pictures have room around the document
 * @returns {Promise<Advice>} Rejects when the picture can't be analyzed.
 */
export async function adviceOn({capture: load, signal}, {part, type}, picture, shot) {
  const capture = await load();
  const options = {part: /** @type {import('../../capture.js').Part} */ (part), ...(type && {type}), signal};
  const {hints, severity, quad} = await capture.analyze(picture, options);
  if (part === 'FRONT' || part === 'BACK') {
    const none = shot && hints.includes('no_document') || await isPerson(capture, picture, signal);
    if (none) return {keys: [keyOf('no_document')], bad: true};
  }
  const bad = severity === 'problem' && hints.some((hint) => !isMild(hint, hints));
  return {keys: hints.slice(0, maxHints).map(keyOf), bad, ...(quad && {box: around(quad)})};
}

/**
 * @param {import('../../capture.js').Capture} capture
 * @param {Blob} picture
 * @param {AbortSignal} signal
 */
async function isPerson(capture, picture, signal) {
  const {face} = await capture.analyze(picture, {part: 'FACE', stream: 'card', signal}).catch(() => /** @type {any} */ ({}));
  return Boolean(face && face.width >= minFace.width && face.height >= minFace.height && Math.abs(face.x + face.width / 2 - .5) < 1 / 6);
}

/** Room around a document, as a share of its size. */
const margin = .06;

/** @param {{x: number, y: number}[]} corners @returns {import('../ui/crop.js').Box} */
function around(corners) {
  const span = (/** @type {'x' | 'y'} */ axis) => {
    const at = corners.map((corner) => corner[axis]);
    const [from, to] = [Math.min(...at), Math.max(...at)];
    const room = (to - from) * margin;
    const start = Math.max(0, from - room);
    return [start, Math.min(1, to + room) - start];
  };
  const [[x, w], [y, h]] = [span('x'), span('y')];
  return {x, y, w, h};
}
