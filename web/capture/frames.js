/**
 * Frames on their way to the analysis: what can be transferred is, and while one is looked at the others
 * are dropped. Nothing is ever queued: what was said of an old frame helps nobody.
 */
import {fail} from './errors.js';
import {split} from './options.js';

/** @typedef {import('../capture.js').Guidance} Guidance */
/** @typedef {import('../capture.js').AnalyzeOptions} AnalyzeOptions */
/** @typedef {import('../capture.js').FrameSource} FrameSource */
/** @typedef {import('./client.js').Client} Client */

/** Before anything was looked at there is nothing to say. @type {Guidance} */
const nothing = {code: 'wait', severity: 'fine', hints: [], metrics: /** @type {any} */ ({}), ready: false};

export class Frames {
  #client;
  /** Streams by name: what was said last, and when the next frame may come. @type {Map<string, {last: Guidance, next: number}>} */
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
    const stream = this.#streams.get(name) ?? {last: nothing, next: 0};
    if (!picture) {
      if (rest.reset) Object.assign(stream, {last: nothing, next: 0});
      if (this.#busy || performance.now() < stream.next) {
        close(source);
        return {...stream.last, dropped: true};
      }
      this.#busy = true;
      this.#streams.set(name, stream);
    }
    try {
      const frame = await movable(source);
      const at = performance.now();
      const transfer = picture ? [] : [/** @type {Transferable} */ (frame)];
      const {wait = 0, ...guidance} = await this.#client.call('analyze', [frame, {...rest, stream: name, at}], {...hooks, transfer});
      if (!picture) Object.assign(stream, {last: guidance, next: performance.now() + wait});
      return guidance;
    } finally {
      if (!picture) this.#busy = false;
    }
  }
}

/** @param {any} source a frame is ours from the moment it is given */
function close(source) {
  if (isFrame(source)) source.close();
}

/** @param {any} source */
const isFrame = (source) => typeof VideoFrame === 'function' && source instanceof VideoFrame || source instanceof ImageBitmap;

/**
 * @param {FrameSource} source
 * @returns {Promise<VideoFrame | ImageBitmap | ImageData | Blob>}
 */
async function movable(source) {
  if (isFrame(source) || source instanceof Blob || source instanceof ImageData) return /** @type {any} */ (source);
  const video = source instanceof HTMLVideoElement;
  if (!video && !(source instanceof HTMLCanvasElement) && !(typeof OffscreenCanvas === 'function' && source instanceof OffscreenCanvas)) {
    throw fail('bad_option', 'not a frame, a video, a canvas or a picture', {field: 'frame'});
  }
  try {
    // A VideoFrame refers to what the video shows; a bitmap is a copy of it, so that is made small.
    if (video && typeof VideoFrame === 'function') return new VideoFrame(source);
    const [width, height] = video ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
    const scale = Math.min(1, 640 / Math.max(width, height));
    return await createImageBitmap(source, {resizeWidth: Math.max(1, Math.round(width * scale)), resizeHeight: Math.max(1, Math.round(height * scale))});
  } catch (error) {
    throw fail('codec', `the frame can't be read: ${/** @type {Error} */ (error).message}`);
  }
}
