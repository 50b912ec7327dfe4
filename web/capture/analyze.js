/**
 * Looks at frames of a camera: makes each as small as the analysis needs it, hands its px to the wasm, and
 * gives the frame back. On a slow device frames become smaller still. Loaded with the first frame.
 */
import {fail} from './errors.js';
import {canvasKeeps} from './trust.js';

/** @typedef {import('./runtime.js').Exports} Exports */
/** @typedef {VideoFrame | ImageBitmap | ImageData | Blob} Frame */

/** The longest side of a frame, px: what is enough, and what a slow device gets. */
const sides = {full: 640, small: 320};
/** More than this on average, ms, is too slow; a small frame takes a quarter to a third of a full one. */
const slow = 20;
const quick = 5;
/** Nobody waits longer for the next frame, ms. */
const longest = 250;
/** So many frames are looked at before the size is changed again; more after each time that didn't last. */
const patience = 8;

/**
 * @param {Exports} exports of the wasm
 * @param {string} faceURL of face.bin
 */
export function createAnalyzer(exports, faceURL) {
  /** @type {OffscreenCanvas | HTMLCanvasElement | undefined} */
  let canvas;
  /** @type {any} */
  let context;
  /** @type {Promise<unknown> | undefined} */
  let faces;
  const pace = createPace();

  /** What tells faces is loaded for the first one. */
  function cascade() {
    faces ??= (async () => {
      known ??= await cascadeOf(faceURL);
      await exports.cascade([known]);
    })().catch((error) => {
      faces = undefined;
      throw error;
    });
    return faces;
  }

  /**
   * @param {CanvasImageSource} picture
   * @param {number} width
   * @param {number} height
   * @returns {ImageData}
   */
  function pixels(picture, width, height) {
    if (!canvas) {
      // What noise looks like helps nobody.
      if (!canvasKeeps()) throw fail('codec', 'the browser\'s canvas can\'t be trusted');
      canvas = typeof OffscreenCanvas === 'function' ? new OffscreenCanvas(width, height) : document.createElement('canvas');
      context = canvas.getContext('2d', {willReadFrequently: true});
      if (!context) throw fail('codec', 'there is no canvas');
    }
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, {width, height});
    context.drawImage(picture, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  }

  /**
   * @param {Frame} frame closed when it has been looked at
   * @param {Record<string, any>} options
   * @returns {Promise<any>}
   */
  return async function analyze(frame, {at = performance.now(), ...options}) {
    /** @type {any} */
    let source = frame;
    try {
      if (options.part === 'FACE') await cascade();
      if (source instanceof Blob) source = await decode(source);
      const began = performance.now();
      const stream = Boolean(options.stream);
      const [width, height] = sizeOf(source);
      if (!width || !height) throw fail('bad_option', 'the frame has no picture', {field: 'frame'});
      const scale = Math.min(1, (stream ? pace.side : sides.full) / Math.max(width, height));
      const [w, h] = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
      if (source instanceof ImageData) source = await createImageBitmap(source);
      const {data} = pixels(source, w, h);
      const guidance = await exports.analyze([data, w, h, at, options]);
      const ms = performance.now() - began;
      guidance.metrics.ms = ms;
      if (stream) guidance.wait = pace.after(ms);
      return guidance;
    } finally {
      source.close?.();
      if (source !== frame) /** @type {any} */ (frame).close?.();
    }
  };
}

/** Kept for the next program, when one has rested. @type {Uint8Array | undefined} */
let known;

/** @param {string} faceURL */
async function cascadeOf(faceURL) {
  const response = await fetch(faceURL).catch((error) => {
    throw fail('network', `face.bin could not be loaded: ${error.message}`);
  });
  if (!response.ok) throw fail('network', `face.bin could not be loaded: HTTP ${response.status}`, {status: response.status});
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * A large file has more px than are looked at; scaled while it is decoded they take no memory. A small one
 * mustn't be made larger, which would blur it.
 * @param {Blob} file
 */
async function decode(file) {
  const scaled = file.size > 1e6 ? {resizeWidth: sides.full, resizeQuality: /** @type {const} */ ('high')} : undefined;
  return (scaled ? createImageBitmap(file, scaled) : createImageBitmap(file)).catch((error) => {
    throw fail('codec', `the picture can't be looked at: ${error.message}`);
  });
}

/**
 * @param {any} source
 * @returns {number[]}
 */
function sizeOf(source) {
  return [source.displayWidth ?? source.width, source.displayHeight ?? source.height];
}

/** How large frames are, and how many: what one took decides about the next. */
export function createPace() {
  let mean = 0;
  let count = 0;
  let needed = patience;
  const pace = {
    side: sides.full,
    /**
     * @param {number} ms that a frame took
     * @returns {number} ms to wait before the next
     */
    after(ms) {
      // The first frame also waits for the browser to compile what looks at it.
      mean = count++ ? mean + (ms - mean) / 4 : Math.min(ms, slow);
      const small = pace.side === sides.small;
      if (count >= patience && !small && mean > slow) change(sides.small);
      else if (count >= needed && small && mean < quick) {
        change(sides.full);
        needed *= 4; // if it was a mistake, the next try comes later
      }
      // A third of the time at most, so that the page and the picture go on.
      return Math.min(longest, Math.max(pace.side === sides.small ? 100 : 30, 2 * mean));
    },
  };
  const change = (/** @type {number} */ side) => {
    pace.side = side;
    count = mean = 0;
  };
  return pace;
}
