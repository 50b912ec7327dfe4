/** From files to pictures that the person can look at: validated, fitted, and judged by the guidance. */
import {CapturedEvent} from '../events.js';

/** @import {Fitted, Step} from '../../capture.js' */

/** What released the camera's shutter; undefined for a file. @typedef {'person' | 'auto'} Shot */

/** How pictures are made fit. @param {import('./flow.js').Flow} flow */
export function fitting(flow) {
  const {prefer, maxEdge} = flow.settings();
  return maxEdge ? {prefer, limits: {maxSide: maxEdge}} : {prefer};
}

/** ms that a picture waits for advice. */
const timeout = 2000;

/**
 * @param {import('./flow.js').Flow} flow
 * @param {Step} step
 * @param {Blob[]} files only a document takes several
 * @param {Shot | undefined} shot
 * @param {AbortSignal} signal the person has left
 */
export async function check(flow, step, files, shot, signal) {
  const {state, send} = flow;
  const several = step.part === 'DOCUMENT';
  const capture = await flow.capture();
  await flow.service.open().catch(() => {}); // for the limits; a failure is reported elsewhere
  const part = /** @type {import('../../capture.js').Part} */ (step.part);
  const options = {...fitting(flow), signal, onProgress: (/** @type {unknown} */ progress) => send('progress', progress)};
  /** @type {Fitted[]} */
  const fitted = [];
  for (const file of several ? files : files.slice(0, 1)) {
    // A TIFF may have several pages.
    const fit = several ? capture.fitDocument([file], options) : capture.fit(file, {...options, part}).then((one) => [one]);
    const counted = capture.validate(file, {part, pixels: true, signal});
    counted.catch(() => {}); // while fit() fails
    const own = await fit;
    const broken = (await counted).problems.find(({code, fixable}) => !fixable && (code === 'truncated' || code === 'corrupt'));
    if (broken) throw Object.assign(new Error(broken.message), broken, {retryable: false});
    for (const each of own) {
      await keep(each);
      if (signal.aborted) return;
      fitted.push(each);
      flow.emit(new CapturedEvent(step, each));
      await advise(flow, step, each, Boolean(shot));
    }
  }
  if (signal.aborted) return;
  const {draft} = state.part(step);
  const retaken = flow.retaken.id === step.id;
  const at = retaken ? Math.min(flow.retaken.page, draft.length) : draft.length; // another session may have fewer
  const pages = several ? [...draft.slice(0, at), ...fitted, ...draft.slice(at + (retaken ? 1 : 0))] : fitted;
  const code = misfit(pages, state.limits(step).maxPages);
  if (code) throw Object.assign(new Error(code), {code, retryable: false});
  state.draft(step, pages);
  // A photo of a page is looked at before it joins the others.
  send('checked', {step, page: several && shot ? at : undefined, auto: shot === 'auto'});
}

/**
 * Reads what is still in the file: a phone's photo picker, a cloud's folder or the person may take that away before it
 * is sent.
 * @param {Fitted} fitted
 */
async function keep(fitted) {
  const {action, blob} = fitted;
  if (action !== 'untouched' && action !== 'stripped') return;
  const bytes = await blob.arrayBuffer().catch(() => {
    throw Object.assign(new Error('the file has changed since it was chosen'), {code: 'file_changed', retryable: false});
  });
  fitted.blob = new Blob([bytes], {type: blob.type});
}

/** @type {import('../camera/advice.js').Advice} */
const unchecked = {keys: ['guidance.unchecked'], bad: false};

/**
 * Keeps the advice on a file: that of its report, and for a picture that of the guidance. A strict page waits
 * for it, and shows the problem if the picture can't be analyzed; otherwise the picture passes with a word that
 * it wasn't, or without one if the analysis takes long.
 * @param {import('./flow.js').Flow} flow
 * @param {Step} step
 * @param {Fitted} fitted
 * @param {boolean} shot by the camera
 */
async function advise(flow, step, {blob, report}, shot) {
  const {guidance} = flow.settings();
  const keys = report.advice.map(({code}) => `advice.${code}`);
  if (keys.length) flow.state.advice.set(blob, {keys, bad: false});
  if (guidance === 'off' || report.format === 'pdf') return;
  const advising = import('../camera/guidance.js').then(({adviceOn}) => adviceOn(flow, step, blob, shot));
  const late = new Promise((/** @type {(none?: undefined) => void} */ done) => setTimeout(done, timeout));
  const advice = await (guidance === 'strict' ? advising : Promise.race([advising, late]).catch(() => unchecked));
  if (advice) flow.state.advice.set(blob, {...advice, keys: [...keys, ...advice.keys]});
}

/**
 * Why pages don't go together, if they don't.
 * @param {Fitted[]} pages
 * @param {number} maxPages
 */
function misfit(pages, maxPages) {
  if (pages.length > 1 && pages.some((page) => page.report.format === 'pdf')) return 'mixed_document';
  return pages.length > maxPages ? 'too_many_pages' : undefined;
}
