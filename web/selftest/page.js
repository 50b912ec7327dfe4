/**
 * Shows a person whether everything works in their browser. A test's server asks for the outcome with
 * ?report=/its/own/path; nothing is ever sent anywhere else.
 */
import {load} from '../capture.js';
import {camera} from './camera.js';
import {fits, pictures, validates} from './pictures.js';
import {runner, same} from './run.js';
import {uploads} from './service.js';

/** @typedef {import('./run.js').Outcome} Outcome */

const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const button = /** @type {HTMLButtonElement} */ (find('run'));
const report = new URLSearchParams(location.search).get('report');

button.addEventListener('click', run);
if (report !== null) void run();

async function run() {
  button.disabled = true;
  find('checks').replaceChildren();
  find('verdict').textContent = 'Running …';
  const {check, outcomes} = runner(show);
  const executions = await all(check).catch((error) => {
    outcomes.push({name: 'the page', state: 'failed', detail: String(error), ms: 0});
    return {};
  });
  const failed = outcomes.filter(({state}) => state === 'failed').length;
  find('verdict').textContent = failed ? `${failed} of ${outcomes.length} checks failed.` : `It works here: ${outcomes.length} checks.`;
  button.disabled = false;
  await send({outcomes, ...executions, agent: navigator.userAgent});
}

/**
 * @param {import('./run.js').Check} check
 * @returns {Promise<{pages?: string[], uploaded?: string, selfie?: string}>} what the server's end looks at
 */
async function all(check) {
  /** @type {import('../capture.js').Capture | undefined} */
  let started;
  await check('load', async () => {
    started = await load();
    same(started.mode, 'worker', 'where it runs');
  });
  if (!started) return {};
  const capture = started;
  /** @type {Awaited<ReturnType<typeof pictures>>} */
  let set = [];
  await check('pictures', async () => {
    set = await pictures();
    return `${set.length}`;
  });
  /** @type {{name: string, blob: Blob}[]} */
  const made = [];
  for (const {picture, file} of set) {
    await check(`validate ${picture.name}`, () => validates(capture, picture, file));
    await check(`fit ${picture.name}`, async () => {
      const fitted = await fits(capture, picture, file);
      if (fitted) made.push({name: picture.name, blob: fitted.blob});
      return fitted?.action;
    });
  }
  let uploaded;
  await check('upload and finalize', async () => {
    uploaded = await uploads(capture, made.map(({blob}) => blob));
  });
  capture.close();
  let selfie;
  await check('camera', async () => {
    selfie = await camera(find('stage'));
  });
  return {pages: made.map(({name}) => name), uploaded, selfie};
}

/** @param {Outcome} outcome */
function show({name, state, detail, ms}) {
  const part = (/** @type {string} */ text, kind = '') => Object.assign(document.createElement('span'), {textContent: text, className: kind});
  const entry = document.createElement('li');
  entry.dataset.state = state;
  entry.append(part({passed: '✓', failed: '✗', skipped: '–'}[state]), part(name), part(`${ms} ms`, 'ms'));
  if (detail) entry.append(part(detail, 'detail'));
  find('checks').append(entry);
}

/** @param {object} result goes to the server of this page only: the policy of the page knows no other */
async function send(result) {
  if (!report?.startsWith('/') || report.startsWith('//')) return;
  await fetch(report, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(result)});
}
