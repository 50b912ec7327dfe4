/** Processes pictures on request, without a reload. */
import {load} from '/capture.js';

/** The latest one only: a reference would keep a killed worker alive. @type {Worker} */
let worker;
window.starts = 0;
{
  const Real = window.Worker;
  window.Worker = class extends Real {
    constructor(...args) {
      super(...args);
      worker = this;
    }
    postMessage(message, ...more) {
      if (message?.name === 'start') window.starts++;
      super.postMessage(message, ...more);
    }
  };
}

const idle = 4000; // ms
const module = await load({idle});
const pictures = await Promise.all(['photo.jpg', 'card.jpg', 'shot.png', 'photo.webp', 'card.jpg', 'photo.jpg', 'scan.tiff', 'card.jpg', 'broken.jpg', 'shot.png']
  .map(async (name) => new File([await (await fetch(`/soak/${name}`)).blob()], name)));
const canvas = new OffscreenCanvas(1280, 720);
canvas.getContext('2d').fillRect(200, 100, 800, 500);

let session;
let execution = '';

async function renew() {
  const credentials = [{category: 'ID', type: 'ID_CARD'}];
  const response = await fetch('/session', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({credentials})});
  const init = await response.json();
  session?.close();
  execution = init.workflowExecution.id;
  session = await module.session(init);
}

/** Analyzes frames, then validates, fits and uploads a picture; every tenth capture finalizes a session. */
window.capture = async (n) => {
  const file = pictures[n % pictures.length];
  if (n % 10 === 0) await renew();
  for (let i = 0; i < 3; i++) await module.analyze(canvas, {part: i === 2 ? 'FACE' : 'FRONT'});
  const report = await module.validate(file);
  let action = '';
  try {
    const fitted = await module.fit(file, {limits: {maxSide: 3000}, onProgress() {}});
    action = fitted.action;
    await session.addPart(n % 2 ? 'BACK' : 'FRONT', fitted.blob, {onProgress() {}}).catch((error) => {
      if (error.code !== 'conflict') throw error;
      return session.updatePart(n % 2 ? 'BACK' : 'FRONT', fitted.blob);
    });
  } catch (error) {
    if (report.ok || report.fixable) throw error;
    action = error.code;
  }
  // Aborted calls must release their callbacks too.
  const controller = new AbortController();
  const work = module.fit(file, {limits: {maxSide: 3000}, signal: controller.signal}).catch((error) => error.name);
  controller.abort();
  await work;
  if (n % 10 === 9) await session.finalize();
  window.collect();
  return {action, ...await module.stats(), starts: window.starts};
};

window.collect = () => {
  gc();
  worker.postMessage({op: 'collect'});
};

/** Ends the worker during a call, and returns the code of the error. */
window.kill = async () => {
  const work = module.fit(pictures[0], {limits: {maxSide: 3000}}).then(() => 'done', (error) => error.code);
  await new Promise((done) => setTimeout(done, 30));
  worker.dispatchEvent(new ErrorEvent('error', {message: 'killed by the test', cancelable: true}));
  return work;
};

/** Waits until the worker has unloaded the wasm and its memory is collected. */
window.wait = async () => {
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  await pause(idle + 1500);
  window.collect();
  await pause(500);
};

/** Whether the sandbox has both parts of the last session. */
window.delivered = async () => {
  const {finalized, credentials} = await (await fetch(`/sandbox/executions/${execution}`)).json();
  return finalized && credentials[0].parts.length === 2;
};
document.documentElement.dataset.ready = 'true';
