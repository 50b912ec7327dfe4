/** Whether the camera still sees the side of a document that was captured before. */

/** @typedef {{x: number, y: number}[]} Quad corners, as shares of a picture's width and height */

/** Points across and down a document at which two pictures are compared. */
const [columns, rows] = [24, 15];
/** Share of each side that is left out: the corners that were found may lie beside the document. */
const inset = .05;
/** px, the width of the pictures that are compared: print is grey. */
const width = 48;
/**
 * Correlation from which two pictures show the same side. Of 25 painted cards, a card has .71 at least with itself, its
 * corners displaced by up to 2 % of its sides, and .57 at most with another card.
 */
const minSame = .63;
/** Ready frames in a row that must show another side. */
const minFrames = 3;
/** ms that the drawing of a turning card is shown at least, unless the other side is seen. */
const minShown = 3000;
/** ms without the same side after which the drawing goes: the person aims again. */
const linger = 1000;

export class Turn {
  #show;
  /** @type {Float32Array | undefined} */
  #front;
  #looked;
  #began = performance.now();
  #seen = 0;
  #others = 0;

  /**
   * @param {import('../../capture.js').Capture} capture
   * @param {Blob} front the picture of it
   * @param {(on: boolean) => void} show shows that it has to be turned over
   */
  constructor(capture, front, show) {
    this.#show = show;
    this.#looked = this.#look(capture, front).catch(() => {}); // its sides can't be compared
  }

  /** @param {import('../../capture.js').Capture} capture @param {Blob} front */
  async #look(capture, front) {
    const {quad} = await capture.analyze(front, {part: 'FRONT'});
    if (!quad) return;
    const bitmap = await createImageBitmap(front);
    this.#front = printOf(bitmap, bitmap.height / bitmap.width, quad);
    bitmap.close();
  }

  /**
   * @param {HTMLVideoElement} video
   * @param {HTMLElement} view shows the middle of the video
   * @param {{ready: boolean, quad?: Quad}} guidance of the newest frame
   * @returns {Promise<boolean>} whether the document has still to be turned over
   */
  async waits(video, {clientWidth, clientHeight}, {ready, quad}) {
    if (this.#others >= minFrames) return false;
    await this.#looked;
    const now = performance.now();
    if (ready && quad && this.#front) {
      const {videoWidth, videoHeight} = video;
      const ratio = clientWidth / clientHeight * videoHeight / videoWidth;
      const [w, h] = [Math.min(1, ratio), Math.min(1, 1 / ratio)]; // shares of the video that are shown
      const print = printOf(video, videoHeight / videoWidth, quad.map(({x, y}) => ({x: (1 - w) / 2 + x * w, y: (1 - h) / 2 + y * h})));
      const same = likeness(this.#front, print) >= minSame;
      this.#others = same ? 0 : this.#others + 1;
      if (same) this.#seen = now;
    }
    const on = this.#others < minFrames && (now - this.#began < minShown || now - this.#seen < linger);
    if (!on && !this.#front) this.#others = minFrames;
    this.#show(on);
    return on;
  }
}

/**
 * Brightness of a document on a grid, with a mean of 0 and a length of 1.
 * @param {CanvasImageSource} picture
 * @param {number} ratio of its height to its width
 * @param {Quad} quad
 */
function printOf(picture, ratio, [a, b, c, d]) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = Math.round(width * ratio);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', {willReadFrequently: true}));
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const {data} = context.getImageData(0, 0, canvas.width, canvas.height);
  const print = new Float32Array(columns * rows);
  for (let i = 0; i < print.length; i++) {
    const u = inset + (1 - 2 * inset) * (i % columns + .5) / columns;
    const v = inset + (1 - 2 * inset) * (Math.floor(i / columns) + .5) / rows;
    const at = (/** @type {'x' | 'y'} */ axis, /** @type {number} */ size) => {
      const share = (1 - v) * ((1 - u) * a[axis] + u * b[axis]) + v * ((1 - u) * d[axis] + u * c[axis]);
      return Math.min(size - 1, Math.max(0, Math.floor(share * size)));
    };
    const px = 4 * (at('y', canvas.height) * canvas.width + at('x', canvas.width));
    print[i] = data[px] + 2 * data[px + 1] + data[px + 2];
  }
  const mean = print.reduce((sum, value) => sum + value) / print.length;
  const length = Math.hypot(...print.map((value) => value - mean)) || 1;
  return print.map((value) => (value - mean) / length);
}

/** @param {Float32Array} one @param {Float32Array} other @returns {number} their correlation, −1 to 1 */
const likeness = (one, other) => one.reduce((sum, value, i) => sum + value * other[i], 0);
