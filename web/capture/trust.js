/**
 * Checks that a canvas returns the pixels that were put into it. Browsers that resist fingerprinting may add
 * noise, which must not get into a picture. The wasm's codec has a check of its own
 * (internal/canvas/probe.go); this one is for other readers of a canvas.
 */

/** px: large enough to detect noise in few pixels. */
const side = 32;
/** Levels. Some browsers round colours of every canvas by 1, which is invisible. */
const maxDeviation = 1;

/** @type {boolean | undefined} */
let known;

/** @returns {boolean} cached for the lifetime of the page */
export function canvasIsReliable() {
  known ??= probe();
  return known;
}

function probe() {
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
  return put.data.every((level, i) => Math.abs(level - data[i]) <= maxDeviation);
}
