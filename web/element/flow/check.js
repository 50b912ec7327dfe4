/** From a file to a picture that the person can look at: checked, and made fit. */
import {checkingScreen} from '../screens/busy.js';

/** @typedef {import('../../capture.js').Step} Step */
/** @typedef {import('../../capture.js').Fitted} Fitted */

/**
 * @param {import('./flow.js').Flow} flow
 * @param {Step} step
 * @param {Blob[]} files only a document takes several
 */
export async function check(flow, step, files) {
  const {state, signal} = flow;
  const several = step.part === 'DOCUMENT';
  const screen = checkingScreen(flow, step);
  flow.stage.show(screen);
  const capture = await flow.service.warmUp();
  const part = /** @type {import('../../capture.js').Part} */ (step.part);
  const options = {...flow.fitting, part, onProgress: screen.progress, signal};
  /** @type {Fitted[]} */
  const fitted = [];
  for (const file of several ? files : files.slice(0, 1)) {
    fitted.push(await capture.fit(file, options));
    flow.events.captured(step, fitted[fitted.length - 1]);
    await look(flow, step, fitted[fitted.length - 1]);
  }
  const all = several ? [...state.part(step).draft, ...fitted] : fitted;
  const code = misfit(all);
  if (code) throw Object.assign(new Error(code), {code, retryable: false});
  state.draft(step, all);
  flow.begin(step);
}

/** ms that a picture waits for advice. */
const timeout = 2000;

/**
 * Keeps the advice on a picture. A strict page waits for it, and shows the problem if the picture can't be
 * analyzed; otherwise the picture passes without advice, and the service judges it.
 * @param {import('./flow.js').Flow} flow
 * @param {Step} step
 * @param {Fitted} fitted
 */
async function look(flow, step, {blob, report}) {
  const {guidance} = flow.settings();
  if (guidance === 'off' || report.format === 'pdf') return;
  const advising = import('../camera/guidance.js').then(({adviceOn}) => adviceOn(flow, step, blob));
  const late = new Promise((/** @type {(none?: undefined) => void} */ done) => setTimeout(done, timeout));
  const advice = await (guidance === 'strict' ? advising : Promise.race([advising, late]).catch(() => undefined));
  if (advice) flow.advice.set(blob, advice);
}

/**
 * Why pages don't go together, if they don't.
 * @param {Fitted[]} pages
 */
function misfit(pages) {
  if (pages.length > 1 && pages.some((page) => page.report.format === 'pdf')) return 'mixed_document';
  return pages.length > 30 ? 'too_many_pages' : undefined;
}
