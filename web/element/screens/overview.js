/** The last look: everything that was sent, to replace or delete, and the end. */
import {button, h} from '../dom.js';
import {drawingOf, icons} from '../icons.js';
import {nameOf} from './parts.js';

/** @typedef {import('../flow.js').Flow} Flow */
/** @typedef {import('../../capture.js').Step} Step */
/** @typedef {import('../stage.js').Screen} Screen */

/**
 * @param {Flow} flow
 * @returns {Screen}
 */
export function overviewScreen(flow) {
  const {words, steps} = flow;
  const complete = steps.every((step) => step.done);
  /** @type {string[]} */
  const urls = [];
  const finalize = button({action: 'finalize', label: words.text('overview.finalize'), kind: 'primary', run: () => flow.finalize()});
  finalize.disabled = !complete;
  const element = h('section', {},
    h('header', {class: 'header', part: 'header'}, h('h2', {part: 'heading'}, words.text(complete ? 'overview.title' : 'overview.missing'))),
    h('div', {class: 'body'},
      h('p', {class: 'lead'}, words.text('overview.text')),
      h('ul', {class: 'parts'}, ...steps.map((step) => part(flow, step, urls)))),
    h('div', {class: 'actions'}, finalize));
  return {name: 'overview', element, leave: () => urls.forEach((url) => URL.revokeObjectURL(url))};
}

/**
 * @param {Flow} flow
 * @param {Step} step
 * @param {string[]} urls
 */
function part(flow, step, urls) {
  const {words} = flow;
  const name = nameOf(flow, step);
  const first = flow.kept.of(step)[0];
  let picture = /** @type {Node} */ (drawingOf(step.part));
  if (first && first.report.format !== 'pdf') {
    const url = URL.createObjectURL(first.blob);
    urls.push(url);
    picture = h('img', {src: url, alt: ''});
  }
  /** @param {'replace' | 'delete' | 'add'} action */
  const act = (action, run = () => flow.begin(step)) => button({
    action, run, kind: 'quiet', label: words.text(`overview.${action}.short`), name: words.text(`overview.${action}`, {part: name}),
  });
  const replace = () => {
    if (step.part === 'DOCUMENT') flow.kept.forget(step);
    flow.begin(step);
  };
  return h('li', {data: {step: step.id, part: step.part}},
    h('span', {class: 'thumb'}, picture),
    h('div', {}, h('strong', {}, name), h('span', {class: step.done ? 'state ok' : 'state'}, step.done && icons.check(), words.text(step.done ? 'overview.there' : 'overview.not'))),
    h('div', {class: 'row'}, ...(step.done ? [act('replace', replace), act('delete', () => flow.remove(step))] : [act('add')])));
}

/**
 * @param {Flow} flow
 * @returns {Screen}
 */
export function doneScreen(flow) {
  const {words} = flow;
  const element = h('section', {},
    h('div', {class: 'body center done'},
      drawingOf('DONE'),
      h('h2', {part: 'heading'}, words.text('done.title')),
      h('p', {class: 'lead'}, words.text('done.text'))));
  return {name: 'done', element};
}
