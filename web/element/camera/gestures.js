/**
 * Drawings of what to do: hold the phone over a document or before the face, turn a card over. They move unless that
 * isn't wanted. Nobody waits for them.
 */
import {svg} from '../ui/dom.js';
import {drawing, drawingOf} from '../ui/icons.js';

/** @typedef {Parameters<typeof svg>[2]} Shape */

/** ms of one turn of the card, and of the phone's way over what is photographed. */
const turn = 2800;
const way = 1600;

/** @param {...Shape} shapes @returns {SVGGElement} */
function group(...shapes) {
  const g = /** @type {SVGGElement} */ (svg('0 0 1 1', '', {tag: 'g'}).firstElementChild);
  g.append(...svg('0 0 1 1', '', ...shapes).childNodes);
  return g;
}

/** The colour of what lies over other lines. */
const ground = () => (matchMedia('(forced-colors: active)').matches ? 'Canvas' : 'var(--_surface)');

/**
 * @param {SVGElement} part
 * @param {[number, string][]} way offsets and transforms
 * @param {KeyframeAnimationOptions} options
 */
function move(part, way, options) {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  part.animate(way.map(([offset, transform]) => ({offset, transform, easing: 'ease-in-out'})), {fill: 'backwards', ...options});
}

/** @param {string} part @param {string} [type] of document */
export const gestureOf = (part, type) => (part === 'BACK' ? turningCard() : phoneOver(part, type));

/** A phone, in a hand, over what it photographs. @param {string} part @param {string} [type] */
function phoneOver(part, type) {
  const root = drawing();
  const fill = ground();
  const seen = group();
  seen.setAttribute('transform', 'translate(120 63) scale(.52) translate(-120 -74)');
  seen.setAttribute('stroke-width', '5');
  seen.append(...drawingOf(part, type).childNodes);
  const phone = group(
    {tag: 'rect', x: 70, y: 4, width: 100, height: 142, rx: 13}, 'M112 13h16M70 119h100', {tag: 'circle', cx: 120, cy: 132, r: 6},
    {fill, d: 'M70 66c-9-1-9 13 0 12M70 84c-9-1-9 13 0 12M70 102c-9-1-9 13 0 12'},
    {fill, d: 'M218 156c0-20-4-24-6-34-3-12-10-24-22-38-6-7-20-22-25-17-5 6 6 16 9 24 2 8-2 22 2 34 3 8 6 14 6 31'});
  move(phone, [[0, 'translate(56px, 26px)'], [.2, 'translate(56px, 26px)'], [1, 'none']], {duration: way});
  root.append(seen, phone);
  return root;
}

/** Draws below the frame that the card has to be turned over; where there is no room, over its edge. The frame stays where it is. @param {HTMLElement} place */
export function showTurn(place) {
  const card = turningCard('Canvas');
  Object.assign(place.style, {gridRow: 5, alignSelf: 'end', blockSize: 'clamp(5rem, 100%, 10rem)', contain: 'size', aspectRatio: '1.5', boxSizing: 'border-box', padding: '.5rem', borderRadius: '1rem', background: 'Canvas', opacity: .9});
  // WebKit has no width for a drawing of automatic width in it.
  Object.assign(card.style, {inlineSize: '100%', blockSize: '100%', stroke: 'CanvasText'});
  place.append(card);
}

/** A hand that turns a card over. @param {string} [fill] */
function turningCard(fill = ground()) {
  const root = drawing();
  const card = {tag: 'rect', fill, x: 44, y: 16, width: 144, height: 90, rx: 9};
  const front = group(card, {tag: 'circle', cx: 80, cy: 52, r: 12}, 'M60 88c2-14 10-19 20-19s18 5 20 19zM118 46h52M118 62h52M118 78h34');
  const back = group(card, 'M44 32h144v14H44zM60 64h64M60 80h96');
  const fingers = group({fill, d: 'M186 56h12c18 0 28 16 28 36v66h-30'});
  const thumb = group({fill, d: 'M196 158c0-18-2-28-10-36l-30-26c-9-8 1-21 11-14l27 18'});
  for (const side of [front, back]) side.style.transformOrigin = '116px 0';
  const hidden = 'scaleX(0)';
  const options = {duration: turn, iterations: Infinity};
  move(front, [[0, 'none'], [.25, 'none'], [.45, hidden], [1, hidden]], options);
  move(back, [[0, hidden], [.45, hidden], [.65, 'none'], [1, 'none']], options);
  for (const part of [fingers, thumb]) move(part, [[0, 'none'], [.25, 'none'], [.45, 'translate(-72px)'], [.65, 'none'], [1, 'none']], options);
  root.append(fingers, front, back, thumb, group('M64 126c20 12 56 14 82 4m-11-9 13 8-9 12'));
  return root;
}
