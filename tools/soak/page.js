/** One page that takes pictures for as long as it is asked to, and never loads again. */
import {load} from '/capture.js';

/** Only the newest is kept: a worker that was killed must not be held by the test. @type {Worker} */
let newest;
window.starts = 0;
{
  const Real = window.Worker;
  window.Worker = class extends Real {
    constructor(...args) {
      super(...args);
      newest = this;
    }
    postMessage(message, ...more) {
      if (message?.name === 'start') window.starts++;
      super.postMessage(message, ...more);
    }
  };
}

const idle = 4000; // ms
const capture = await load({idle});
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
  session = await capture.session(init);
}

/** One capture: frames are looked at, a picture is checked, made fit and sent; every tenth ends a session. */
window.take = async (n) => {
  const file = pictures[n % pictures.length];
  if (n % 10 === 0) await renew();
  for (let i = 0; i < 3; i++) await capture.analyze(canvas, {part: i === 2 ? 'FACE' : 'FRONT'});
  const report = await capture.validate(file);
  let action = '';
  try {
    const fitted = await capture.fit(file, {limits: {maxSide: 3000}, onProgress() {}});
    action = fitted.action;
    await session.addPart(n % 2 ? 'BACK' : 'FRONT', fitted.blob, {onProgress() {}}).catch((error) => {
      if (error.code !== 'conflict') throw error;
      return session.updatePart(n % 2 ? 'BACK' : 'FRONT', fitted.blob);
    });
  } catch (error) {
    if (report.ok || report.fixable) throw error;
    action = error.code;
  }
  // A call that is given up is where functions are forgotten most easily.
  const given = new AbortController();
  const work = capture.fit(file, {limits: {maxSide: 3000}, signal: given.signal}).catch((error) => error.name);
  given.abort();
  await work;
  if (n % 10 === 9) await session.finalize();
  window.collect();
  return {action, ...await capture.stats(), starts: window.starts};
};

window.collect = () => {
  gc();
  newest.postMessage({op: 'collect'});
};

/** The worker dies in the middle of a call. */
window.kill = async () => {
  const work = capture.fit(pictures[0], {limits: {maxSide: 3000}}).then(() => 'done', (error) => error.code);
  await new Promise((done) => setTimeout(done, 30));
  newest.dispatchEvent(new ErrorEvent('error', {message: 'killed by the test', cancelable: true}));
  return work;
};

/** Long enough for the program to rest, and for what it had to be collected. */
window.wait = async () => {
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  await pause(idle + 1500);
  window.collect();
  await pause(500);
};

/** What the service has of the newest session. */
window.delivered = async () => {
  const {finalized, credentials} = await (await fetch(`/sandbox/executions/${execution}`)).json();
  return finalized && credentials[0].parts.length === 2;
};
document.documentElement.dataset.ready = 'true';
