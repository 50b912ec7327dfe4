/**
 * Sends frames to the analysis. Frames are transferred and never queued: while one is analyzed, the others
 * are dropped.
 */
import {fail, messageOf} from './errors.js';
import {split} from './options.js';

/** @import {AnalyzeOptions, FrameSource, Guidance} from '../capture.js' */
/** @import {Client} from './client.js' */
/** @import {Frame} from './messages.js' */

/** The guidance before the first frame. @type {Guidance} */
const initial = {code: 'wait', severity: 'fine', hints: [], metrics: /** @type {Guidance['metrics']} */ ({}), ready: false};

export class Frames {
  #client;
  /** Streams by name: the last guidance, and the time of the next frame, ms. @type {Map<string, {last: Guidance, next: number}>} */
  #streams = new Map();
  #busy = false;

  /** @param {Client} client */
  constructor(client) {
    this.#client = client;
  }

  /**
   * @param {FrameSource} source
   * @param {AnalyzeOptions} [options]
   * @returns {Promise<Guidance>}
   */
  async analyze(source, options) {
    const {hooks, rest} = split(options, 'signal');
    const picture = source instanceof Blob || source instanceof ImageData;
    const name = picture ? '' : rest.stream ?? rest.part ?? 'FRONT';
    if (typeof name !== 'string' || !picture && !name) {
      close(source);
      throw fail('bad_option', 'not a name', {field: 'stream'});
    }
    const {aspect} = rest;
    if (aspect !== undefined && !(aspect > 0 && aspect < Infinity)) {
      close(source);
      throw fail('bad_option', 'not a ratio', {field: 'aspect'});
    }
    const stream = this.#streams.get(name) ?? {last: initial, next: 0};
    if (!picture) {
      if (rest.reset) Object.assign(stream, {last: initial, next: 0});
      if (this.#busy || performance.now() < stream.next) {
        close(source);
        return {...stream.last, dropped: true};
      }
      this.#busy = true;
      this.#streams.set(name, stream);
    }
    try {
      const frame = await transferable(source, aspect);
      const at = performance.now();
      const transfer = frame instanceof Blob || frame instanceof ImageData ? [] : [frame];
      const {wait = 0, ...guidance} = await this.#client.call('analyze', [frame, {...rest, stream: name, at}], {...hooks, transfer});
      if (!picture) Object.assign(stream, {last: guidance, next: performance.now() + wait});
      return guidance;
    } finally {
      if (!picture) this.#busy = false;
    }
  }

  /** @type {import('../capture.js').Capture['readMRZ']} */
  async readMRZ(source, options) {
    const {hooks, rest} = split(options, 'signal');
    for (const field of Object.keys(rest)) {
      close(source);
      throw fail('bad_option', 'unknown option', {field});
    }
    const picture = await transferable(source, undefined, maxZoneSide);
    return this.#client.call('readMRZ', [picture], {...hooks, transfer: picture instanceof Blob || picture instanceof ImageData ? [] : [picture]});
  }
}

/** Longest side of a copy of a canvas whose zone is read, px; analyze.js scales it down again. */
const maxZoneSide = 4000;

/** @param {FrameSource} source a VideoFrame or ImageBitmap belongs to the call */
function close(source) {
  if (isFrame(source)) source.close();
}

/**
 * @param {FrameSource} source
 * @returns {source is VideoFrame | ImageBitmap}
 */
const isFrame = (source) => typeof VideoFrame === 'function' && source instanceof VideoFrame || source instanceof ImageBitmap;

/**
 * @param {FrameSource} source
 * @param {number} [aspect]
 * @param {number} [maxSide] of a copy, px
 * @returns {Promise<Frame>}
 */
async function transferable(source, aspect, maxSide = 640) {
  // A worker that receives one whose buffer is detached ends, and all its calls fail.
  if (source instanceof ImageData && !source.data.length) throw fail('bad_option', 'the frame has no pixels', {field: 'frame'});
  if (isFrame(source) || source instanceof Blob || source instanceof ImageData) return source;
  const video = source instanceof HTMLVideoElement;
  if (!video && !(source instanceof HTMLCanvasElement) && !(typeof OffscreenCanvas === 'function' && source instanceof OffscreenCanvas)) {
    throw fail('bad_option', 'not a frame, a video, a canvas or a picture', {field: 'frame'});
  }
  try {
    // A VideoFrame is a reference; an ImageBitmap is a copy, which is scaled down.
    if (video && typeof VideoFrame === 'function') return new VideoFrame(source);
    const [x, y, width, height] = video ? visible(source.videoWidth, source.videoHeight, aspect) : visible(source.width, source.height, aspect);
    const scale = Math.min(1, maxSide / Math.max(width, height));
    return await createImageBitmap(source, x, y, width, height, {resizeWidth: Math.max(1, Math.round(width * scale)), resizeHeight: Math.max(1, Math.round(height * scale))});
  } catch (error) {
    throw fail('codec', `the frame can't be read: ${messageOf(error)}`);
  }
}

/**
 * The middle of a picture that object-fit: cover shows in a box.
 * @param {number} width
 * @param {number} height
 * @param {number} [aspect] of the box, width / height; default that of the picture
 * @returns {[number, number, number, number]} x, y, width, height
 */
export function visible(width, height, aspect = width / height) {
  const w = Math.min(width, height * aspect);
  const h = Math.min(height, width / aspect);
  return [(width - w) / 2, (height - h) / 2, w, h];
}
