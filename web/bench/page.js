/** Compares the tools with a photo of the developer's own. */
import {load} from '../capture.js';
import {compare} from './lost.js';
import {measure} from './measure.js';
import {tools} from './tools.js';
import {reportsTasks} from './watch.js';

/** @import {Capture, Report} from '../capture.js' */
/** @import {Sample} from './measure.js' */

const ours = 'credential-capture';

/** Limits of the service; all tools are asked for as many px as they allow. */
const limits = {maxBytes: 15_000_000, maxSide: 8000, prefer: /** @type {const} */ ('fidelity')};

/** ms between two calls, in which a tool's workers end. */
const pause = 300;

const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const input = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (find(id));
const table = /** @type {HTMLTableElement} */ (find('results'));
const form = /** @type {HTMLFormElement} */ (find('form'));

offer();
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void run();
});

/** Lists the tools. The server tells which packages it has in Server-Timing. */
function offer() {
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
  /** @type {Map<string, string>} */
  const installed = new Map(visit?.serverTiming?.filter(({name}) => name === 'npm').map(({description}) => /** @type {[string, string]} */ (description.split(' '))));
  for (const [name, {npm, slow}] of Object.entries(tools)) {
    const there = !npm || installed.has(npm);
    const box = Object.assign(document.createElement('input'), {type: 'checkbox', name: 'tool', value: name, checked: there && !slow, disabled: !there});
    const label = document.createElement('label');
    label.append(box, name, text(there ? `${npm ? installed.get(npm) : ''}${slow ? ', takes minutes' : ''}` : 'missing', 'soft'));
    find('tools').append(label);
    if (!there) find('missing').hidden = false;
  }
}

async function run() {
  const [file] = /** @type {FileList} */ (input('file').files);
  const names = new FormData(form).getAll('tool').map(String);
  const rounds = input('rounds').valueAsNumber;
  if (!file || !names.length) return;
  const fields = form.querySelectorAll('input, button');
  const enabled = [...fields].filter((field) => field.matches(':enabled'));
  for (const field of enabled) field.toggleAttribute('disabled', true);
  try {
    await rows(file, names, rounds);
    find('status').textContent = 'Done.';
  } catch (error) {
    find('status').textContent = `It failed: ${error}`;
  }
  for (const field of enabled) field.toggleAttribute('disabled', false);
}

/**
 * Fills the table.
 * @param {File} file
 * @param {string[]} names
 * @param {number} rounds
 */
async function rows(file, names, rounds) {
  find('status').textContent = 'Loading the tools …';
  const capture = await load();
  const photo = await capture.validate(file);
  find('photo').textContent = `${file.name}: ${photo.format}, ${photo.width} × ${photo.height} px, ${megabytes(file.size)}, `
    + (photo.ok ? 'fits already' : photo.problems.map(({code}) => code).join(', '));
  /** @type {Map<string, Sample[]>} */
  const samples = new Map(names.map((name) => [name, []]));
  for (const name of names) await tools[name]?.prepare?.();
  for (let round = 0; round < rounds; round++) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      find('status').textContent = `Round ${round + 1} of ${rounds}: ${name} …`;
      await new Promise((done) => setTimeout(done, pause));
      const tool = tools[name];
      if (tool) samples.get(name)?.push(await measure(tool, file, {...limits, width: photo.width, height: photo.height}));
    }
  }
  find('status').textContent = 'Comparing the outputs …';
  const reference = median(samples.get(ours) ?? []);
  const list = [];
  for (const [name, all] of samples) list.push(await row(capture, file, photo, name, all, name === ours ? 0 : reference));
  capture.close();
  table.tBodies[0]?.replaceChildren(...list);
  table.hidden = find('notes').hidden = false;
}

/**
 * @param {Capture} capture
 * @param {File} file
 * @param {Report} photo of the file
 * @param {string} name of the tool
 * @param {Sample[]} all
 * @param {number} reference ms that the time is compared with, 0 for none
 */
async function row(capture, file, photo, name, all, reference) {
  const made = document.createElement('tr');
  made.toggleAttribute('data-ours', name === ours);
  made.append(Object.assign(document.createElement('th'), {scope: 'row', textContent: name}));
  const labels = [...table.tHead?.rows[0]?.cells ?? []].slice(1).map(({textContent}) => textContent ?? '');
  const fill = (/** @type {(string | Node)[][]} */ ...cells) => cells.forEach((content, at) => {
    const cell = document.createElement('td');
    cell.dataset.label = labels[at];
    cell.append(...content);
    made.append(cell);
  });
  const {blob, error} = /** @type {Sample} */ (all.find((sample) => sample.error) ?? all[0]);
  if (!blob) {
    fill(['–'], ['–'], ['–'], ['–'], ['–'], [text(`failed: ${error}`, 'bad')]);
    return made;
  }
  const {report, lost, bad} = await compare(capture, file, photo, blob);
  const ms = median(all);
  const times = all.map((sample) => sample.ms);
  const freeze = Math.max(...all.map(({longtask, gap}) => reportsTasks ? longtask : gap < 50 ? 0 : gap));
  fill(
    [text(`${ms.toFixed(0)} ms`), ...reference ? [' ', text(`${(ms / reference).toFixed(ms < 10 * reference ? 1 : 0)}×`, 'soft')] : []],
    [text(`${Math.min(...times).toFixed(0)} – ${Math.max(...times).toFixed(0)} ms`, 'soft')],
    [text(megabytes(blob.size))],
    [`${report.format}, `, text(`${report.width} × ${report.height}`)],
    [text(`${freeze.toFixed(0)} ms`, freeze ? 'bad' : '')],
    [...bad.map((what) => text(what, 'bad')), ...lost.map((what) => text(what)), ...bad.length + lost.length ? [] : ['nothing']]
      .flatMap((part, at) => at ? [', ', part] : [part]),
  );
  return made;
}

/** @param {Sample[]} all */
function median(all) {
  const sorted = all.map(({ms}) => ms).sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] ?? 0 : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}

/** @param {number} bytes */
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;

/**
 * @param {string} content
 * @param {string} kind its class
 */
function text(content, kind = '') {
  return Object.assign(document.createElement('span'), {className: kind, textContent: content});
}
