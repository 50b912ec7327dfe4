/**
 * Shows whether everything works in this browser. A test's server gets the results with ?report=PATH;
 * nothing is sent anywhere else.
 */
import {load} from '../capture.js';
import {camera, strict} from './element.js';
import {analyzes, analyzesPart, fits, pictures, validates} from './pictures.js';
import {runner, same} from './run.js';
import {uploads} from './service.js';

/** @import {Outcome} from './run.js' */
/** @typedef {'browser' | 'go'} Codec what made a picture fit: the browser, or fallback.wasm */

const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const button = /** @type {HTMLButtonElement} */ (find('run'));
const report = new URLSearchParams(location.search).get('report');
/** The page's own server: the policy of the page allows no other. */
const reports = report?.startsWith('/') && !report.startsWith('//') ? report : undefined;

button.addEventListener('click', run);
if (reports) void run();

/** Of a document. */
const maxPages = 30;

async function run() {
  button.disabled = true;
  find('checks').replaceChildren();
  find('verdict').textContent = 'Running …';
  const {check, outcomes} = runner(show);
  const results = await all(check).catch((error) => {
    outcomes.push({name: 'the page', state: 'failed', detail: String(error), ms: 0});
    return {};
  });
  const failed = outcomes.filter(({state}) => state === 'failed').length;
  find('verdict').textContent = failed ? `${failed} of ${outcomes.length} checks failed.` : `It works here: ${outcomes.length} checks.`;
  button.disabled = false;
  if (reports) await fetch(reports, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({outcomes, ...results})});
}

/**
 * @param {import('./run.js').Check} check
 * @returns {Promise<{fits?: Record<string, Codec>, pages?: string[], uploaded?: string[], selfie?: string}>} for the checks of the server
 */
async function all(check) {
  /** @type {import('../capture.js').Capture | undefined} */
  let started;
  await check('load', async () => {
    started = await load();
    same(started.mode, 'worker', 'mode');
  });
  if (!started) return {};
  const capture = started;
  /** @type {Awaited<ReturnType<typeof pictures>>} */
  let set = [];
  await check('pictures', async () => {
    set = await pictures();
    return `${set.length}`;
  });
  /** @type {Record<string, Codec>} */
  const codecs = {};
  /** @type {File[]} */
  const made = [];
  for (const {picture, file} of set) {
    await check(`validate ${picture.name}`, () => validates(capture, picture, file));
    if (picture.pixelCode || picture.document) continue;
    await check(`fit ${picture.name}`, async () => {
      const before = await fallbacks();
      const fitted = await fits(capture, picture, file);
      codecs[picture.name] = await fallbacks() > before ? 'go' : 'browser';
      if (fitted) made.push(new File([fitted.blob], picture.name, {type: fitted.blob.type}));
      return fitted?.action;
    });
  }
  await check('analyze', () => analyzes(capture, made));
  await check('analyze a part', () => analyzesPart(capture));
  /** @type {string[]} */
  const uploaded = [];
  await check('upload and finalize', async () => {
    const pages = Math.ceil(made.length / Math.ceil(made.length / maxPages));
    for (let first = 0; first < made.length; first += pages) uploaded.push(await uploads(capture, made.slice(first, first + pages)));
  });
  capture.close();
  await check('strict', async () => {
    const [original, stripped] = [set.map(({file}) => file), made].map((files) => files.find(({name}) => name === 'turned 1.jpg'));
    for (const file of [original, stripped]) if (file) await strict(find('stage'), file);
  });
  let selfie;
  await check('camera', async () => {
    selfie = await camera(find('stage'));
  });
  return {fits: codecs, pages: made.map(({name}) => name), uploaded, selfie};
}

/** @returns {Promise<number>} how often fallback.wasm was loaded, of a server that counts it */
async function fallbacks() {
  return reports ? (await fetch(reports).then((response) => response.json())).fallbacks : 0;
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
