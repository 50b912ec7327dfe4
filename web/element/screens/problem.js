/** What went wrong, in words, and the ways on: every problem has at least one. */
import {button, h} from '../ui/dom.js';
import {icons} from '../ui/icons.js';
import {filePicker, header, nameOf} from './parts.js';

/** @typedef {import('../flow/flow.js').Flow} Flow */
/** @typedef {import('../../capture.js').Step} Step */
/** @typedef {import('../ui/stage.js').Screen} Screen */

/** After these there is nothing to go on with: the session is gone, or never was. */
export const ended = new Set(['unauthorized', 'expired', 'forbidden', 'not_found', 'conflict', 'invalid_session', 'bad_option']);

/**
 * @param {Flow} flow
 * @param {string} code
 * @param {string} [where] a browser that has words of its own for it
 */
export function problemPanel(flow, code, where) {
  const own = `${code}.${where}`;
  const {title, text} = flow.words.problem(flow.words.has(`problem.${own}`) ? own : code);
  return h('div', {class: 'problem', part: 'problem', role: 'alert', data: {code}},
    icons.warning(), h('div', {}, h('strong', {}, title), h('p', {}, text)));
}

/**
 * @param {Flow} flow
 * @param {{code: string, retry?: () => unknown, step?: Step}} options retry makes the same call again, with the same picture
 * @returns {Screen}
 */
export function problemScreen(flow, {code, retry, step}) {
  const {words} = flow;
  const over = ended.has(code);
  const again = step && !over && step.part !== 'PREPARED_DATA';
  const element = h('section', {},
    header(flow, {title: step ? nameOf(flow, step) : words.text('start.title'), step, back: step && !over ? () => flow.begin(step) : undefined}),
    h('div', {class: 'body'}, problemPanel(flow, code)),
    h('div', {class: 'actions', part: 'actions'},
      retry && button({action: 'retry', label: words.text('action.retry'), kind: 'primary', run: retry}),
      again && button({action: 'again', label: words.text('action.again'), kind: retry ? 'secondary' : 'primary', run: () => flow.begin(step)}),
      again && filePicker(flow, step),
      (over || !(retry || again)) && button({action: 'restart', label: words.text('action.restart'), kind: retry ? 'secondary' : 'primary', run: () => flow.reset()})));
  return {name: 'problem', element, step, files: again ? (files) => void flow.take(step, files) : undefined};
}
