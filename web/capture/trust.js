/**
 * Whether a canvas gives back what was put into it. Where fingerprints are resisted it may give noise, of
 * which no picture must ever be made. The wasm's codec looks for itself (internal/canvas/probe.go); this
 * is for what the page and the worker read from a canvas without it.
 */

/** px a side: enough for noise that is put into few of them. */
const side = 32;
/** By so many levels a px may be off: nobody sees that, and some browsers do it to every picture. */
const most = 1;

/** @type {boolean | undefined} */
let known;

/** @returns {boolean} the same all the time that a page lives */
export function canvasKeeps() {
  known ??= keeps();
  return known;
}

function keeps() {
  const canvas = typeof OffscreenCanvas === 'function' ? new OffscreenCanvas(side, side) : Object.assign(document.createElement('canvas'), {width: side, height: side});
  const context = /** @type {CanvasRenderingContext2D | null} */ (canvas.getContext('2d', {willReadFrequently: true}));
  if (!context) return false;
  const put = context.createImageData(side, side);
  let x = 1;
  for (let i = 0; i < put.data.length; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    put.data[i] = i % 4 === 3 ? 255 : x >>> 24;
  }
  context.putImageData(put, 0, 0);
  const {data} = context.getImageData(0, 0, side, side);
  return put.data.every((level, i) => Math.abs(level - data[i]) <= most);
}
