/** Runs one tool on a new page: prepare, run, send. */
import {measure} from '/bench/measure.js';
import {tools} from '/bench/tools.js';

let tool;
let output;

/** Time in ms between loading a page and choosing a picture. */
const choosing = 500;

/** Loads and starts what a tool needs before there is a file. */
window.prepare = async (name) => {
  tool = tools[name];
  await tool.prepare?.();
  await new Promise((done) => setTimeout(done, choosing));
  return true;
};

/** `want` is of web/bench/tools.js. */
window.run = async (want) => {
  const [file] = document.querySelector('#file').files;
  const {blob, ...sample} = await measure(tool, file, want);
  output = blob;
  return {...sample, goHeap: await tool.goHeap?.() ?? 0};
};

/** Sends the output to the bench. */
window.send = async (id) => (await fetch(`/output/${id}`, {method: 'POST', body: output})).status;

document.documentElement.dataset.ready = 'true';
