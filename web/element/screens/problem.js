/** What went wrong, in words, and the ways on: every problem has at least one. */
import {button, h} from '../ui/dom.js';
import {icons} from '../ui/icons.js';
import {filePicker, header, nameOf} from './parts.js';

/** @import {View} from '../flow/flow.js' */
/** @import {Step} from '../../capture.js' */
/** @import {Screen} from '../ui/screen-host.js' */

/** Codes after which the flow can't continue: there is no session. */
export const ended = new Set(['unauthorized', 'expired', 'forbidden', 'not_found', 'conflict', 'invalid_session', 'bad_option', 'bad_asset', 'wasm_unavailable']);

/** Codes that may pass: the same picture can be sent again. */
const passing = new Set(['offline', 'network', 'timeout', 'rate_limited', 'server']);

/**
 * @param {View} view
 * @param {string} code
 * @param {string} [where] what has words of its own for it: a browser, or the pixels of a file
 * @param {Step} [step] whose upload failed
 */
export function problemPanel({words, state}, code, where, step) {
  const own = `${code}.${where}`;
  const {title, text} = words.problem(words.has(`problem.${own}`) ? own : code);
  const {draft, kept} = step ? state.part(step) : {draft: [], kept: []};
  const safe = passing.has(code) && draft.length + kept.length > 0;
  return h('div', {class: 'problem', part: 'problem', role: 'alert', data: {code}},
    icons.warning(), h('div', {}, h('strong', {}, title), h('p', {}, text), safe && h('p', {}, words.text('upload.kept'))));
}

/**
 * @param {View} view
 * @param {{code: string, where?: string, retry: boolean, step?: Step, wait?: number}} options retry: the same call may be made again, with the
 *   same picture; wait: ms that the service demands before that
 * @returns {Screen}
 */
export function problemScreen(view, {code, where, retry, step, wait}) {
  const {words, send} = view;
  const over = ended.has(code);
  const again = step && !over && step.part !== 'PREPARED_DATA';
  const panel = problemPanel(view, code, where, step);
  const element = h('section', {},
    header(view, {title: step ? nameOf(view, step) : words.text('start.title'), step, back: true}),
    h('div', {class: 'body'}, panel),
    h('div', {class: 'actions', part: 'actions'},
      retry && button({action: 'retry', label: words.text('action.retry'), kind: 'primary', run: () => send('retry')}),
      again && button({action: 'again', label: words.text('action.again'), kind: retry ? 'secondary' : 'primary', run: () => send('again', {step})}),
      again && filePicker(view, step),
      (over || !(retry || again)) && button({action: 'restart', label: words.text('action.restart'), kind: retry ? 'secondary' : 'primary', run: () => send('restart')})));
  return {
    name: 'problem', element, step, files: again ? (files) => void send('files', {step, files}) : undefined,
    enter: () => {
      // What leads back to the form isn't made again by itself.
      if (retry && wait && code === 'rate_limited' && step?.part !== 'PREPARED_DATA') view.late?.countDown(panel, words, Date.now() + wait, () => send('retry'));
    },
  };
}
