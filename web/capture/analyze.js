/**
 * Analyzes frames of a camera, and reads the machine-readable zone of a picture: scales each down, passes its pixels
 * to the wasm, and closes it. Slow devices get smaller frames. Loaded with the first frame or picture.
 */
import {fail, messageOf, toWire} from './errors.js';
import {visible} from './frames.js';
import {asset} from './runtime.js';
import {canvasIsReliable} from './trust.js';

/** @import {Exports, Frame, FrameOptions, Result, WireError} from './messages.js' */
/** @typedef {OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D} Context2D */

/** Longest side, px: of a frame, of one on a slow device, and of a picture whose zone is read. */
const sides = {full: 640, small: 320, zone: 1600};
/** Mean ms of a frame above which it gets small, and below which it gets full. A small frame takes 1/4 to 1/3 of the time. */
const maxMeanMs = 20;
const minMeanMs = 5;
/** Maximum wait between two frames, ms. */
const maxWaitMs = 250;
/** Frames before the size changes again. The way back to full takes four times as many each time. */
const minFrames = 8;

/**
 * @param {Exports} exports of the wasm
 * @param {{face: string, mrz: string}} urls of face.bin and mrz.bin
 * @param {(file: Blob, side: number, failure: WireError) => Promise<{data: Uint8Array, width: number, height: number}>} thumbnail
 *   decodes a file in Go, or rejects, with failure for a format that Go doesn't read
 */
export function createAnalyzer(exports, urls, thumbnail) {
  /** @type {OffscreenCanvas | HTMLCanvasElement | undefined} */
  let canvas;
  /** @type {Context2D} */
  let context;
  const pace = createPace();

  const cascade = once(() => data(urls.face, (file) => exports.cascade([file])));
  const weights = once(() => data(urls.mrz, (file) => exports.mrzWeights([file])));

  /**
   * @param {VideoFrame | ImageBitmap} picture
   * @param {[number, number, number, number]} part of it: x, y, width, height
   * @param {number} width
   * @param {number} height
   * @returns {ImageData}
   */
  function pixels(picture, part, width, height) {
    if (!canvas) {
      if (!canvasIsReliable()) throw untrusted();
      canvas = typeof OffscreenCanvas === 'function' ? new OffscreenCanvas(width, height) : document.createElement('canvas');
      const created = /** @type {Context2D | null} */ (canvas.getContext('2d', {willReadFrequently: true}));
      if (!created) throw fail('codec', 'there is no canvas');
      context = created;
    }
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, {width, height});
    const [x, y, w, h] = part;
    const [wide, high] = sizeOf(picture);
    // The whole of it, most of it outside: WebKitGTK ignores the source rectangle of a VideoFrame.
    context.drawImage(picture, -x * width / w, -y * height / h, wide * width / w, high * height / h);
    return context.getImageData(0, 0, width, height);
  }

  /**
   * @param {Frame} frame closed after the analysis
   * @param {FrameOptions} options
   * @returns {Promise<Result<'analyze'>>}
   */
  async function analyze(frame, {at, aspect, ...options}) {
    let source = frame;
    try {
      if (options.part === 'FACE') await cascade();
      let began = performance.now();
      const stream = Boolean(options.stream);
      const look = async (/** @type {Uint8Array | Uint8ClampedArray} */ data, /** @type {number} */ w, /** @type {number} */ h) => {
        /** @type {Result<'analyze'>} */
        const guidance = await exports.analyze([data, w, h, at, options]);
        guidance.metrics.ms = performance.now() - began;
        if (stream) guidance.wait = pace.after(guidance.metrics.ms);
        return guidance;
      };
      if (source instanceof Blob && !canvasIsReliable()) {
        const {data, width, height} = await thumbnail(source, sides.full, toWire(untrusted()));
        began = performance.now();
        return await look(data, width, height);
      }
      if (source instanceof Blob) {
        source = await decode(source);
        began = performance.now();
      }
      const [wide, high] = sizeOf(source);
      if (!wide || !high) throw fail('bad_option', 'the frame has no picture', {field: 'frame'});
      const part = visible(wide, high, aspect);
      const [, , width, height] = part;
      const scale = Math.min(1, (stream ? pace.side : sides.full) / Math.max(width, height));
      const [w, h] = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
      if (source instanceof ImageData) source = await createImageBitmap(source);
      return await look(pixels(source, part, w, h).data, w, h);
    } finally {
      close(source);
      close(frame);
    }
  }

  /**
   * @param {Frame} picture closed after the reading
   * @param {AbortSignal} signal
   * @returns {Promise<Result<'readMRZ'>>}
   */
  async function read(picture, signal) {
    const began = performance.now();
    let source = picture;
    try {
      await weights();
      /** @param {Uint8Array | Uint8ClampedArray} rgba @param {number} w @param {number} h */
      const look = (rgba, w, h) => exports.readMRZ([grey(rgba), w, h], signal);
      if (source instanceof Blob && !canvasIsReliable()) {
        const {data, width, height} = await thumbnail(source, sides.zone, toWire(untrusted()));
        return {...await look(data, width, height), ms: performance.now() - began};
      }
      if (source instanceof Blob) source = await decode(source, sides.zone);
      if (source instanceof ImageData) source = await createImageBitmap(source);
      const [width, height] = sizeOf(source);
      if (!width || !height) throw fail('bad_option', 'the picture is empty', {field: 'picture'});
      const scale = Math.min(1, sides.zone / Math.max(width, height));
      const [w, h] = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
      const reading = await look(pixels(source, [0, 0, width, height], w, h).data, w, h);
      return {...reading, ms: performance.now() - began};
    } finally {
      close(source);
      close(picture);
    }
  }
  return {analyze, read};
}

const untrusted = () => fail('codec', 'the browser\'s canvas can\'t be trusted');

/** Data files by URL, kept for the next program. @type {Map<string, Uint8Array>} */
const known = new Map();

/** Loads a data file, and passes it to the program. @param {string} url @param {(file: Uint8Array) => Promise<unknown>} use */
async function data(url, use) {
  const file = known.get(url) ?? new Uint8Array(await (await asset(url)).arrayBuffer());
  await use(file);
  known.set(url, file);
}

/** Runs a load once; a failed one again. @param {() => Promise<void>} load */
function once(load) {
  /** @type {Promise<void> | undefined} */
  let running;
  return () => running ??= load().catch((error) => {
    running = undefined;
    throw error;
  });
}

/** The luma (BT.601) of RGBA. @param {Uint8Array | Uint8ClampedArray} rgba */
function grey(rgba) {
  const luma = new Uint8Array(rgba.length / 4);
  for (let i = 0, at = 0; i < luma.length; i++, at += 4) luma[i] = (77 * rgba[at] + 150 * rgba[at + 1] + 29 * rgba[at + 2]) >> 8;
  return luma;
}

/** @param {Frame} frame */
function close(frame) {
  if ('close' in frame) frame.close(); // may be called twice
}

/**
 * Scales a large file while decoding, which saves memory. A small one isn't scaled up, which would blur it.
 * @param {Blob} file
 */
async function decode(file, side = sides.full) {
  const scaled = file.size > 1e6 ? {resizeWidth: side, resizeQuality: /** @type {const} */ ('high')} : undefined;
  return (scaled ? createImageBitmap(file, scaled) : createImageBitmap(file)).catch((error) => {
    throw fail('codec', `the picture can't be looked at: ${messageOf(error)}`);
  });
}

/** @param {VideoFrame | ImageBitmap | ImageData} source */
const sizeOf = (source) => ('displayWidth' in source ? [source.displayWidth, source.displayHeight] : [source.width, source.height]);

/** Adapts size and rate of the frames to the time that they take. */
export function createPace() {
  let mean = 0;
  let count = 0;
  let framesForFull = minFrames;
  const pace = {
    side: sides.full,
    /**
     * @param {number} ms of the last frame
     * @returns {number} ms until the next frame
     */
    after(ms) {
      // The first frame is slower, because the browser compiles the code then.
      mean = count++ ? mean + (ms - mean) / 4 : Math.min(ms, maxMeanMs);
      const small = pace.side === sides.small;
      if (count >= minFrames && !small && mean > maxMeanMs) change(sides.small);
      else if (count >= framesForFull && small && mean < minMeanMs) {
        change(sides.full);
        framesForFull *= 4;
      }
      // Uses at most a third of the time.
      return Math.min(maxWaitMs, Math.max(pace.side === sides.small ? 100 : 30, 2 * mean));
    },
  };
  const change = (/** @type {number} */ side) => {
    pace.side = side;
    count = mean = 0;
  };
  return pace;
}
