/** The frame to aim with: what is outside of it is darkened, so that it is seen on any background. */
import {svg} from '../ui/dom.js';

/** @import {Step} from '../../capture.js' */

/** Sizes in mm, of which only the proportions count. A face fills an oval of 3 : 4. */
const forms = {id1: [85.6, 53.98], id3: [125, 88], a4: [210, 297], face: [3, 4]};

/** @param {Step} step */
export function formOf({part, type}) {
  if (part === 'FACE') return 'face';
  if (part === 'DOCUMENT') return 'a4';
  return type === 'PASSPORT' ? 'id3' : 'id1';
}

/**
 * Where the form lies in a picture: as large as it can be with some room around it, in the middle.
 * @param {keyof typeof forms} form
 * @param {number} width of the picture
 * @param {number} height
 */
export function place(form, width, height) {
  const [across, down] = forms[form];
  const room = form === 'face' ? .8 : .9;
  const scale = Math.min(width * room / across, height * room / down);
  const [w, h] = [across * scale, down * scale];
  return {x: (width - w) / 2, y: (height - h) / 2, w, h};
}

/**
 * Drawn in the video's own units and placed as the video is, so that both agree whatever room there is.
 * @param {Step} step
 * @param {number} width
 * @param {number} height
 */
export function guide(step, width, height) {
  const form = formOf(step);
  const {x, y, w, h} = place(form, width, height);
  const round = form === 'face' ? [w / 2, h / 2] : [w / 26, w / 26];
  const outline = outlineOf(x, y, w, h, round[0], round[1]);
  return svg(`0 0 ${width} ${height}`, `guide ${form}`,
    {class: 'shade', d: `M0 0H${width}V${height}H0Z${outline}`, 'fill-rule': 'evenodd'}, {class: 'under', d: outline}, outline);
}

/**
 * A rectangle with round corners; with corners as large as it is, an ellipse.
 * @param {number} x
 * @param {number} y
 * @param {number} w
 * @param {number} h
 * @param {number} rx
 * @param {number} ry
 */
function outlineOf(x, y, w, h, rx, ry) {
  const arc = (/** @type {number} */ dx, /** @type {number} */ dy) => `a${rx} ${ry} 0 0 1 ${dx} ${dy}`;
  return `M${x + rx} ${y}h${w - 2 * rx}${arc(rx, ry)}v${h - 2 * ry}${arc(-rx, ry)}h${2 * rx - w}${arc(-rx, -ry)}v${2 * ry - h}${arc(rx, -ry)}Z`;
}
