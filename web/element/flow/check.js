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

/**
 * Looks whether the service is likely to refuse it. What can't be told here is the service's to tell.
 * @param {import('./flow.js').Flow} flow
 * @param {Step} step
 * @param {Fitted} fitted
 */
async function look(flow, step, {blob, report}) {
  if (flow.settings().guidance === 'off' || report.format === 'pdf') return;
  const advice = await import('../camera/guidance.js').then(({adviceOn}) => adviceOn(flow, step, blob)).catch(() => undefined);
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
