/** The overview: everything that was sent or is on its way, to change or delete, and *Submit*. */
import {showBox, whole} from '../ui/crop.js';
import {button, h} from '../ui/dom.js';
import {drawing, drawingOf, drawings, icons} from '../ui/icons.js';
import {waits as isWaiting} from '../ui/upload-status.js';
import {handoverButton} from '../handover/devices.js';
import {header, nameOf, summaries} from './parts.js';

/** @import {View} from '../flow/flow.js' */
/** @import {Step} from '../../capture.js' */
/** @import {Screen} from '../ui/screen-host.js' */

drawings.DONE = () => drawing({tag: 'circle', cx: 120, cy: 75, r: 52}, 'M96 77l17 17 32-36');

/**
 * @param {View} view
 * @param {{wait?: boolean}} options wait: the connection was lost while the workflow was being finalized
 * @returns {Screen}
 */
export function overviewScreen(view, {wait = false}) {
  const {words, state, send, say} = view;
  const {steps} = state;
  /** @type {string[]} */
  const urls = [];
  const rows = steps.map((step) => part(view, step, urls));
  const last = steps[steps.length - 1];

  /** Whether the workflow is finalized as soon as there is a connection. */
  let waits = false;
  const finalize = button({
    action: 'finalize', label: words.text('overview.finalize'), kind: 'primary', run: () => (navigator.onLine ? send('finalize') : hold(true)),
  });
  const cancel = button({action: 'cancel', label: words.text('action.cancel'), run: () => hold(false)});
  /** @param {boolean} on */
  const hold = (on) => {
    waits = on;
    update();
    if (on) say(words.text('overview.wait'));
    (on ? cancel : finalize).focus();
  };
  const online = () => void (waits && send('finalize'));

  const top = header(view, {title: words.text('overview.title'), back: last && (() => send('back', {step: last}))});
  const heading = /** @type {HTMLElement} */ (top.lastChild);
  const update = () => {
    for (const row of rows) row.update();
    const complete = state.steps.every((step) => state.isComplete(step) && !isRefused(view, step));
    waits &&= complete;
    write(heading, words.text(complete ? 'overview.title' : 'overview.missing'));
    write(/** @type {HTMLElement} */ (finalize.lastChild), words.text(waits ? 'overview.wait' : 'overview.finalize'));
    finalize.disabled = waits || !complete;
    finalize.style.opacity = waits ? '1' : ''; // its words say what is going on
    cancel.hidden = !waits;
  };
  update();
  const element = h('section', {},
    top,
    h('div', {class: 'body'},
      h('p', {class: 'lead', part: 'text'}, words.text('overview.text')),
      h('ul', {class: 'parts', part: 'list'}, ...rows.map((row) => row.element))),
    h('div', {class: 'actions stay', part: 'actions'}, finalize, cancel),
    state.handover?.role === 'guest' && h('div', {class: 'row more'}, handoverButton(view)));
  const stop = state.watch(update);
  addEventListener('online', online);
  return {
    name: 'overview', element,
    translated: () => rows.forEach((row) => row.translated()),
    enter: () => wait && !navigator.onLine && hold(true),
    leave: () => {
      removeEventListener('online', online);
      stop();
      urls.forEach((url) => URL.revokeObjectURL(url));
      send('left');
    },
  };
}

/** @param {HTMLElement} element @param {string} text */
const write = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

/** Whether the service wants another picture. @param {View} view @param {Step} step */
function isRefused({state, cause}, step) {
  const upload = state.upload(step);
  return upload?.state === 'failed' && !cause(upload.error).retryable;
}

/** @param {View} view @param {Step} step @param {string[]} urls */
function part(view, step, urls) {
  const {words, state, send} = view;
  const drawing = drawingOf(step.part, step.type);
  let picture = /** @type {Node} */ (drawing);
  const first = state.part(step).kept[0];
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
  const thumb = h('span', {class: 'thumb'});
  const title = h('strong');
  const line = h('span', {class: 'state'});
  const typed = h('div', {class: 'typed'});
  const row = h('div', {class: 'row'});
  const element = h('li', {part: 'item', data: {step: step.id, part: step.part}}, thumb, h('div', {}, title, line, typed), row);
  /** @param {string} action of the button that comes in place of the pressed one */
  const focus = (action) => /** @type {HTMLElement | null} */ (row.querySelector(`[data-action="${action}"]`))?.focus();

  /** @param {string} kind */
  const buttons = (kind) => {
    const name = nameOf(view, step);
    /** @param {'replace' | 'delete' | 'add'} action */
    const act = (action, run = () => send('edit', {step})) => button({
      action, run, kind: 'quiet', label: words.text(`overview.${action}.short`), name: words.text(`overview.${action}`, {part: name}),
    });
    const remove = () => {
      send('remove', {step});
      view.say(words.text('overview.deleted', {part: name}));
      focus('undo');
    };
    const undo = () => {
      send('undo', {step});
      focus('replace');
    };
    if (kind === 'complete') return [act('replace'), act('delete', remove)];
    const label = words.text('action.undo');
    return [...(kind === 'here' ? [button({action: 'undo', kind: 'quiet', label, name: `${label}: ${name}`, run: undo})] : []), act('add')];
  };

  let kind = '';
  let shown = '';
  const translated = () => {
    const {removed, data} = state.part(step);
    typed.replaceChildren(...data && !removed && summaries[step.part]?.(words, data) || []);
    row.querySelectorAll('[data-action="undo"]').forEach((each) => each.setAttribute('aria-label', `${each.textContent}: ${nameOf(view, step)}`));
  };
  const update = () => {
    const {removed} = state.part(step);
    const now = removed ?? (state.isComplete(state.step(state.key(step)) ?? step) ? 'complete' : 'open');
    if (now !== kind) {
      kind = now;
      thumb.replaceChildren(removed ? drawing : picture);
      title.textContent = removed ? words.text('overview.deleted', {part: nameOf(view, step)}) : nameOf(view, step);
      row.replaceChildren(...buttons(now));
      translated();
    }
    const upload = removed ? undefined : state.upload(step);
    const there = state.isThere(state.step(state.key(step)) ?? step);
    const says = !upload ? (there ? 'overview.there' : 'overview.not')
      : upload.state === 'failed' ? 'overview.failed' : upload.total && upload.sent === upload.total ? 'upload.waiting' : 'upload.progress';
    const text = words.text(says, {percent: words.percent(upload?.total ? upload.sent / upload.total : 0)});
    if (text === shown) return;
    shown = text;
    const bad = upload?.state === 'failed' && !isWaiting(upload);
    line.className = `state ${!upload && there ? 'ok' : bad ? 'bad' : ''}`;
    line.replaceChildren(...[!upload && there ? icons.check() : bad ? icons.warning() : '', text]);
  };
  update();
  return {element, update, translated};
}

/**
 * @param {View} view
 * @param {{guest?: boolean, changed?: boolean, reference?: string}} options guest: another device has begun this, and continues by itself;
 *   changed: this device has begun another workflow
 * @returns {Screen}
 */
export function doneScreen({words}, {guest, changed, reference = ''}) {
  const named = h('p', {class: 'fine', part: 'reference'});
  /** The reference is kept in one piece. */
  const translated = () => {
    const [before, after] = words.text('done.reference', {reference: '\n'}).split('\n');
    named.replaceChildren(before, h('bdi', {}, reference), after);
  };
  translated();
  const element = h('section', {},
    h('div', {class: 'body center done'},
      h('slot', {name: 'done'},
        drawingOf('DONE'),
        h('h2', {part: 'heading'}, words.text('done.title')),
        h('p', {class: 'lead', part: 'text'}, words.text('done.text')),
        h('p', {class: 'quiet', part: 'text'}, words.text('done.next')),
        changed && h('p', {class: 'quiet', part: 'text', data: {code: 'changed'}}, words.text('done.changed')),
        reference && named),
      guest && h('p', {class: 'quiet'}, words.text('handover.close'))));
  return {name: 'done', element, translated};
}
