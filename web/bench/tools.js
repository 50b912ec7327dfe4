/**
 * The tools that are compared, with the configuration of each. `make bench` runs them on empty pages, /bench.html on one.
 * `/peer/` is the folder of the npm packages, which the bench and the sandbox's server have.
 */

/**
 * @typedef {object} Want
 * @property {number} maxBytes
 * @property {number} maxSide px
 * @property {number} width of the upright picture, px
 * @property {number} height
 * @property {'fidelity'} [prefer] ours: as many px as the limits allow, as from the others
 * @property {number} [quality] minimum, 0 to 1; by default the tool's own
 */

/** @typedef {{blob: Blob, action?: string, quality?: number, encodes?: number}} Output */

/**
 * @typedef {object} Tool
 * @property {string} [npm] the package
 * @property {() => Promise<unknown>} [prepare] loads what is needed before there is a file
 * @property {(file: File, want: Want) => Promise<Output>} run
 * @property {() => Promise<number>} [goHeap] bytes
 * @property {boolean} [slow] takes minutes for a large photo
 */

/** @type {import('../capture.js').Capture} */
let capture;
/** @type {any} */
let imageCompression;
/** @type {any} */
let Compressor;
/** @type {any} */
let reducer;

/** @param {string} path of a module in the folder of the packages */
const peer = (path) => import(`/peer/${path}`);

// By default its worker loads the library from a CDN in each call.
const libURL = new URL('/peer/browser-image-compression/dist/browser-image-compression.js', location.href).href;

/** @type {Record<string, Tool>} */
export const tools = {
  'credential-capture': {
    async prepare() {
      const {load} = await import('../capture.js');
      capture ??= await load();
    },
    run: (file, {maxBytes, maxSide, prefer, quality}) => capture.fit(file, {limits: {maxBytes, maxSide}, prefer, ...(quality && {quality})}),
    goHeap: async () => (await capture.stats()).goHeapBytes,
  },
  'browser-image-compression': {
    npm: 'browser-image-compression',
    async prepare() {
      ({default: imageCompression} = await peer('browser-image-compression/dist/browser-image-compression.mjs'));
      await (await fetch(libURL)).text();
    },
    run: async (file, {maxBytes, maxSide}) => ({
      blob: await imageCompression(file, {maxSizeMB: maxBytes / 1e6, maxWidthOrHeight: maxSide, useWebWorker: true, libURL}),
    }),
  },
  compressorjs: {
    npm: 'compressorjs',
    async prepare() {
      ({default: Compressor} = await peer('compressorjs/dist/compressor.esm.js'));
    },
    // It has no option for a limit of bytes; quality 0.9 and convertSize are the closest.
    run: (file, {maxBytes, maxSide}) => new Promise((resolve, reject) => new Compressor(file, {
      maxWidth: maxSide,
      maxHeight: maxSide,
      quality: 0.9,
      convertSize: maxBytes,
      success: (/** @type {Blob} */ blob) => resolve({blob}),
      error: reject,
    })),
  },
  'image-blob-reduce': {
    npm: 'image-blob-reduce',
    async prepare() {
      const {default: createReducer} = await peer('image-blob-reduce/dist/image-blob-reduce.browser.min.mjs');
      reducer = createReducer();
    },
    run: async (file, {maxSide}) => ({blob: await reducer.toBlob(file, {max: maxSide})}),
  },
  jsquash: {
    npm: '@jsquash/jpeg',
    slow: true,
    // The browser's cache has its files from the second picture on.
    async prepare() {
      const files = ['decode.js', 'encode.js', 'codec/dec/mozjpeg_dec.wasm', 'codec/enc/mozjpeg_enc.wasm'];
      await Promise.all(files.map(async (name) => (await fetch(`/peer/@jsquash/jpeg/${name}`)).arrayBuffer()));
    },
    run: (file, want) => inWorker('jsquash-worker.js', {file, want}),
  },
  // The browser's own functions, without a library; the picture's size is known.
  'native, in a worker': {run: (file, want) => inWorker('native-worker.js', {file, want})},
};

/**
 * Sends a message to a new worker.
 * @param {string} script
 * @param {{file: File, want: Want}} message
 * @returns {Promise<Output>} its reply
 */
function inWorker(script, message) {
  const worker = new Worker(new URL(script, import.meta.url), {type: 'module'});
  return new Promise((resolve, reject) => {
    worker.onmessage = ({data}) => (data.error ? reject(new Error(data.error)) : resolve(data));
    worker.onerror = (event) => reject(new Error(event.message || 'the worker could not be started'));
    worker.postMessage(message);
  }).finally(() => worker.terminate());
}
