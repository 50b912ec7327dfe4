/** The last look: everything that was sent or is on its way, to change or delete, and the end. */
import {showBox, whole} from '../ui/crop.js';
import {button, h} from '../ui/dom.js';
import {drawingOf, icons} from '../ui/icons.js';
import {handoverButton} from '../handover/devices.js';
import {header, nameOf, summaries} from './parts.js';

/** @import {View} from '../flow/flow.js' */
/** @import {Step} from '../../capture.js' */
/** @import {Screen} from '../ui/screen-host.js' */

/** @param {View} view @returns {Screen} */
export function overviewScreen(view) {
  const {words, state, send} = view;
  const {steps} = state;
  const complete = steps.every(state.isComplete);
  /** @type {string[]} */
  const urls = [];
  const finalize = button({action: 'finalize', label: words.text('overview.finalize'), kind: 'primary', run: () => send('finalize')});
  finalize.disabled = !complete;
  const rows = steps.map((step) => part(view, step, urls));
  const last = steps[steps.length - 1];
  const element = h('section', {},
    header(view, {title: words.text(complete ? 'overview.title' : 'overview.missing'), back: last && (() => send('back', {step: last}))}),
    h('div', {class: 'body'},
      h('p', {class: 'lead', part: 'text'}, words.text('overview.text')),
      h('ul', {class: 'parts', part: 'list'}, ...rows.map((row) => row.element))),
    h('div', {class: 'actions stay', part: 'actions'}, finalize),
    state.handover?.role === 'guest' && h('div', {class: 'row more'}, handoverButton(view)));
  const stop = state.watch(() => rows.forEach((row) => row.update()));
  return {
    name: 'overview', element,
    translated: () => rows.forEach((row) => row.translated()),
    leave: () => {
      stop();
      urls.forEach((url) => URL.revokeObjectURL(url));
    },
  };
}

/** @param {View} view @param {Step} step @param {string[]} urls */
function part(view, step, urls) {
  const {words, state, send} = view;
  const name = nameOf(view, step);
  const first = state.part(step).kept[0];
  let picture = /** @type {Node} */ (drawingOf(step.part, step.type));
  if (first && first.report.format !== 'pdf') {
    const url = URL.createObjectURL(first.blob);
    urls.push(url);
    const {box = whole} = state.advice.get(first.blob) ?? {};
    const image = h('img', {src: url, alt: ''});
    showBox(image, box);
    const crop = h('span', {class: 'crop'}, image);
    crop.style.setProperty('--_ratio', String(Math.min(2, Math.max(.5, first.width * box.w / first.height / box.h))));
    picture = crop;
  }
  /** @param {'replace' | 'delete' | 'add'} action */
  const act = (action, run = () => send('edit', {step})) => button({
    action, run, kind: 'quiet', label: words.text(`overview.${action}.short`), name: words.text(`overview.${action}`, {part: name}),
  });
  const line = h('span', {class: 'state'});
  let shown = '';
  const update = () => {
    const upload = state.upload(step);
    const there = state.part(step).sent || state.step(state.key(step))?.done;
    const says = !upload ? (there ? 'overview.there' : 'overview.not')
      : upload.state === 'failed' ? 'overview.failed' : upload.total && upload.sent === upload.total ? 'upload.waiting' : 'upload.progress';
    const text = words.text(says, {percent: words.percent(upload?.total ? upload.sent / upload.total : 0)});
    if (text === shown) return;
    shown = text;
    line.className = `state ${!upload && there ? 'ok' : upload?.state === 'failed' ? 'bad' : ''}`;
    line.replaceChildren(...[!upload && there ? icons.check() : upload?.state === 'failed' ? icons.warning() : '', text]);
  };
  update();
  const {data} = state.part(step);
  const typed = h('div', {class: 'typed'});
  const translated = () => data && typed.replaceChildren(...summaries[step.part]?.(words, data) ?? []);
  translated();
  const element = h('li', {part: 'item', data: {step: step.id, part: step.part}},
    h('span', {class: 'thumb'}, picture),
    h('div', {}, h('strong', {}, name), line, data && typed),
    h('div', {class: 'row'}, ...(state.isComplete(step) ? [act('replace'), act('delete', () => send('remove', {step}))] : [act('add')])));
  return {element, update, translated};
}

/**
 * @param {View} view
 * @param {{guest?: boolean, reference?: string}} options guest: another device has begun this, and goes on by itself
 * @returns {Screen}
 */
export function doneScreen({words}, {guest, reference = ''}) {
  const element = h('section', {},
    h('div', {class: 'body center done'},
      h('slot', {name: 'done'},
        drawingOf('DONE'),
        h('h2', {part: 'heading'}, words.text('done.title')),
        h('p', {class: 'lead', part: 'text'}, words.text('done.text')),
        h('p', {class: 'quiet', part: 'text'}, words.text('done.next')),
        reference && h('p', {class: 'fine', part: 'reference'}, words.text('done.reference', {reference}))),
      guest && h('p', {class: 'quiet'}, words.text('handover.close'))));
  return {name: 'done', element};
}
