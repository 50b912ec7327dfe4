/** The last look: everything that was sent or is on its way, to change or delete, and the end. */
import {button, h} from '../ui/dom.js';
import {drawingOf, icons} from '../ui/icons.js';
import {header, nameOf} from './parts.js';

/** @typedef {import('../flow/flow.js').Flow} Flow */
/** @typedef {import('../../capture.js').Step} Step */
/** @typedef {import('../ui/stage.js').Screen} Screen */

/**
 * @param {Flow} flow
 * @returns {Screen}
 */
export function overviewScreen(flow) {
  const {words, steps, state} = flow;
  const complete = steps.every((step) => flow.has(step));
  /** @type {string[]} */
  const urls = [];
  const finalize = button({action: 'finalize', label: words.text('overview.finalize'), kind: 'primary', run: () => flow.finalize()});
  finalize.disabled = !complete;
  const rows = steps.map((step) => part(flow, step, urls));
  const last = steps[steps.length - 1];
  const element = h('section', {},
    header(flow, {title: words.text(complete ? 'overview.title' : 'overview.missing'), back: last && (() => flow.begin(last))}),
    h('div', {class: 'body'},
      h('p', {class: 'lead', part: 'text'}, words.text('overview.text')),
      h('ul', {class: 'parts', part: 'list'}, ...rows.map((row) => row.element))),
    h('div', {class: 'actions stay', part: 'actions'}, finalize),
    flow.devices.guest && h('div', {class: 'row more'}, flow.devices.button()));
  const stop = state.watch(() => rows.forEach((row) => row.update()));
  return {
    name: 'overview', element,
    leave: () => {
      stop();
      urls.forEach((url) => URL.revokeObjectURL(url));
    },
  };
}

/**
 * @param {Flow} flow
 * @param {Step} step
 * @param {string[]} urls
 */
function part(flow, step, urls) {
  const {words, state} = flow;
  const name = nameOf(flow, step);
  const first = state.part(step).kept[0];
  let picture = /** @type {Node} */ (drawingOf(step.part, step.type));
  if (first && first.report.format !== 'pdf') {
    const url = URL.createObjectURL(first.blob);
    urls.push(url);
    picture = h('img', {src: url, alt: ''});
  }
  /** @param {'replace' | 'delete' | 'add'} action */
  const act = (action, run = () => flow.begin(step)) => button({
    action, run, kind: 'quiet', label: words.text(`overview.${action}.short`), name: words.text(`overview.${action}`, {part: name}),
  });
  const line = h('span', {class: 'state'});
  let shown = '';
  const update = () => {
    const upload = state.upload(step);
    const there = state.part(step).sent || flow.step(state.key(step))?.done;
    const says = !upload ? (there ? 'overview.there' : 'overview.not')
      : upload.state === 'failed' ? 'overview.failed' : upload.total && upload.sent === upload.total ? 'upload.waiting' : 'upload.progress';
    const text = words.text(says, {percent: words.percent(upload?.total ? upload.sent / upload.total : 0)});
    if (text === shown) return;
    shown = text;
    line.className = `state ${!upload && there ? 'ok' : upload?.state === 'failed' ? 'bad' : ''}`;
    line.replaceChildren(...[!upload && there ? icons.check() : upload?.state === 'failed' ? icons.warning() : '', text]);
  };
  update();
  const element = h('li', {part: 'item', data: {step: step.id, part: step.part}},
    h('span', {class: 'thumb'}, picture),
    h('div', {}, h('strong', {}, name), line),
    h('div', {class: 'row'}, ...(flow.has(step) ? [act('replace'), act('delete', () => flow.remove(step))] : [act('add')])));
  return {element, update};
}

/**
 * @param {Flow} flow
 * @param {boolean} [guest] another device has begun this, and goes on by itself
 * @returns {Screen}
 */
export function doneScreen(flow, guest) {
  const {words} = flow;
  const element = h('section', {},
    h('div', {class: 'body center done'},
      h('slot', {name: 'done'},
        drawingOf('DONE'),
        h('h2', {part: 'heading'}, words.text('done.title')),
        h('p', {class: 'lead', part: 'text'}, words.text('done.text'))),
      guest && h('p', {class: 'quiet'}, words.text('handover.close'))));
  return {name: 'done', element};
}
