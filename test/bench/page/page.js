/** Runs one tool on a new page: prepare, run, send. */
import {watch} from './watch.js';

const tools = {
  'credential-capture': () => import('./ours.js'),
  'browser-image-compression': () => import('./bic.js'),
  compressorjs: () => import('./compressorjs.js'),
  'image-blob-reduce': () => import('./ibr.js'),
  jsquash: () => import('./jsquash.js'),
  'native, in a worker': () => import('./native.js'),
};

let tool;
let output;

/** Time in ms between loading a page and choosing a picture. */
const choosing = 500;

/** Loads and starts what a tool needs before there is a file. */
window.prepare = async (name) => {
  tool = await tools[name]();
  await tool.prepare?.();
  await new Promise((done) => setTimeout(done, choosing));
  return true;
};

/** `want` is {maxBytes, maxSide, width, height, quality}: limits, the upright picture's size, the minimal quality. */
window.run = async (want) => {
  const [file] = document.querySelector('#file').files;
  const watched = watch();
  const start = performance.now();
  try {
    const result = await tool.run(file, want);
    const ms = performance.now() - start;
    output = result.blob;
    const {action = '', quality = 0, encodes = 0} = result;
    return {ms, action, quality, encodes, ...await watched(), goHeap: await tool.goHeap?.() ?? 0};
  } catch (error) {
    return {ms: performance.now() - start, error: String(error?.message ?? error), ...await watched()};
  }
};

/** Sends the output to the bench. */
window.send = async (id) => (await fetch(`/output/${id}`, {method: 'POST', body: output})).status;

document.documentElement.dataset.ready = 'true';
