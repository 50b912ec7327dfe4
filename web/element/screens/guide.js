/** The frame to aim with. What is outside of it is darkened, so that it is seen on any background. */
import {svg} from '../ui/dom.js';

/** @import {Step} from '../../capture.js' */

/** Width and height: of cards, passports and pages in mm, of a face's oval in any unit. */
export const forms = {id1: [85.6, 53.98], id3: [125, 88], a4: [210, 297], face: [75, 100]};

/** @param {Pick<Step, 'part' | 'type'>} step */
export function formOf({part, type}) {
  if (part === 'FACE') return 'face';
  if (part === 'DOCUMENT') return 'a4';
  return type === 'PASSPORT' ? 'id3' : 'id1';
}

/** @param {Step} step */
export function guide(step) {
  const form = formOf(step);
  const [w, h] = forms[form];
  const outline = form === 'face' ? outlineOf(w, h, w / 2, h / 2) : outlineOf(w, h, w / 26, w / 26);
  const mark = w / 16;
  // The shade reaches over the edges of any window, and the stage cuts it off.
  return svg(`0 0 ${w} ${h}`, `guide ${form}`,
    {class: 'shade', d: `M-9999-9999h20000v20000h-20000z${outline}`, 'fill-rule': 'evenodd'}, {class: 'under', d: outline}, outline,
    // Dashes of a stroke that doesn't scale would be measured in px of the screen.
    {class: 'progress', d: outline, pathLength: 1, 'stroke-width': w / 60},
    {class: 'tick', tag: 'circle', cx: w / 2, cy: h / 2, r: 2 * mark}, {class: 'tick', d: `M${w / 2 - mark} ${h / 2}l${.75 * mark} ${.75 * mark} ${1.25 * mark}-${1.5 * mark}`});
}

/**
 * A rectangle with round corners; with corners as large as it is, an ellipse.
 * @param {number} w
 * @param {number} h
 * @param {number} rx
 * @param {number} ry
 */
function outlineOf(w, h, rx, ry) {
  const arc = (/** @type {number} */ dx, /** @type {number} */ dy) => `a${rx} ${ry} 0 0 1 ${dx} ${dy}`;
  return `M${rx} 0h${w - 2 * rx}${arc(rx, ry)}v${h - 2 * ry}${arc(-rx, ry)}h${2 * rx - w}${arc(-rx, -ry)}v${2 * ry - h}${arc(rx, -ry)}Z`;
}
