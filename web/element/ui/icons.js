/** The element's drawings: small icons on a 24 px grid, and a picture for each part. */
import {svg} from './dom.js';

/** @param {...(string | Record<string, string | number>)} shapes */
export const icon = (...shapes) => svg('0 0 24 24', 'icon', ...shapes);

export const icons = {
  next: () => icon('M9 5l7 7-7 7'),
  zoom: () => icon({tag: 'circle', cx: 10.5, cy: 10.5, r: 6}, 'M15 15l5 5M10.5 8v5M8 10.5h5'),
  close: () => icon('M6 6l12 12M18 6L6 18'),
  back: () => icon('M15 5l-7 7 7 7'),
  phone: () => icon({tag: 'rect', x: 7, y: 2.5, width: 10, height: 19, rx: 2}, 'M11 18.5h2'),
  camera: () => icon('M4 8h3l2-3h6l2 3h3v11H4z', {tag: 'circle', cx: 12, cy: 13, r: 3.5}),
  file: () => icon('M12 16V4m0 0L7 9m5-5l5 5M4 16v4h16v-4'),
  swap: () => icon('M4 9h13l-3-3m6 9H7l3 3'),
  torch: () => icon('M8 3h8v4l-2 3v11h-4V10L8 7z'),
  check: () => icon('M5 13l4 4L19 7'),
  warning: () => icon('M12 4l9 16H3z', 'M12 10v4m0 3v.5'),
  card: () => icon('M3 6h18v12H3z', {tag: 'circle', cx: 8.5, cy: 11, r: 1.75}, 'M5.5 15.5c1-2 5-2 6 0M14 10h4m-4 4h4'),
  light: () => icon({tag: 'circle', cx: 12, cy: 12, r: 4}, 'M12 3v2m0 14v2M3 12h2m14 0h2M5.6 5.6L7 7m10 10l1.4 1.4M5.6 18.4L7 17M17 7l1.4-1.4'),
  clock: () => icon({tag: 'circle', cx: 12, cy: 12, r: 8.5}, 'M12 7v5l3.5 2'),
  shield: () => icon('M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6z', 'M9 12l2 2 4-4'),
};

/** @param {...(string | Record<string, string | number>)} shapes */
export const drawing = (...shapes) => svg('0 0 240 150', 'drawing', ...shapes);

const card = {tag: 'rect', x: 40, y: 22, width: 160, height: 102, rx: 10};

const page = {tag: 'rect', x: 50, y: 6, width: 140, height: 138, rx: 8};

/** @type {Record<string, () => SVGElement>} A part's, and of a kind of document where that looks different. */
export const drawings = {
  FRONT: () => drawing(card, {tag: 'circle', cx: 78, cy: 62, r: 14}, 'M56 100c2-14 12-20 22-20s20 6 22 20z', 'M118 52h62M118 70h62M118 88h40'),
  'FRONT.PASSPORT': () => drawing(page, 'M50 72h140', {tag: 'circle', cx: 120, cy: 36, r: 16}, 'M104 36h32M120 20c-9 10-9 22 0 32c9-10 9-22 0-32', {tag: 'circle', cx: 80, cy: 94, r: 9}, 'M66 118c2-12 8-14 14-14s12 2 14 14zM112 90h60M112 102h60M112 114h40M64 130h112'),
  'FRONT.DRIVING_LICENSE': () => drawing(card, {tag: 'circle', cx: 74, cy: 74, r: 12}, 'M54 108c2-13 10-18 20-18s18 5 20 18zM54 44h52M116 62h64M116 78h40', 'M122 108l4-10h32l6 10zM118 108h52v8h-52z'),
  BACK: () => drawing(card, 'M40 44h160v16H40z', 'M56 84h128M56 97h128M56 110h90'),
  FACE: () => drawing({tag: 'ellipse', cx: 120, cy: 70, rx: 42, ry: 52}, 'M104 62v4m32-4v4m-16 2v14m-14 14c8 8 20 8 28 0', 'M60 146c6-22 22-30 34-32m86 32c-6-22-22-30-34-32'),
  DOCUMENT: () => drawing('M76 10h66l26 26v104H76z', 'M142 10v26h26', 'M92 58h60M92 76h60M92 94h60M92 112h36'),
};

/**
 * @param {string} part
 * @param {string} [type] of document
 */
export const drawingOf = (part, type) => (drawings[`${part}.${type}`] ?? drawings[part] ?? drawings.DOCUMENT)();
