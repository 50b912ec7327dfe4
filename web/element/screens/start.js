/** The first screen, and the instruction before each picture. */
import {button, h} from '../ui/dom.js';
import {drawingOf, icons} from '../ui/icons.js';
import {handoverButton} from '../handover/devices.js';
import {problemPanel} from './problem.js';
import {filePicker, header, nameOf, wordsOf} from './parts.js';

/** @import {View} from '../flow/flow.js' */
/** @import {Step} from '../../capture.js' */
/** @import {Screen} from '../ui/screen-host.js' */

/** @type {[string, () => SVGElement][]} */
const needs = [['start.document', icons.card], ['start.light', icons.light], ['start.time', icons.clock]];

/** @param {View} view @param {{unable?: boolean}} [detail] unable: the page's policy forbids WebAssembly @returns {Screen} */
export function startScreen(view, {unable} = {}) {
  const {words, send, resumable: before} = view;
  const kept = Object.values(before?.parts ?? {}).some((part) => part.draft.length + part.kept.length);
  const start = button({action: 'start', label: words.text(before ? 'action.restart' : 'start.go'), kind: before ? 'secondary' : 'primary', run: () => send('start')});
  // A pointer over it, or the focus on it, comes some 100 ms before the press.
  if (!before) for (const type of ['pointerenter', 'focus']) start.addEventListener(type, () => send('ask'));
  const able = !unable && typeof WebAssembly === 'object'; // not in Lockdown Mode and its like
  const element = h('section', {},
    h('div', {class: 'body center'},
      !able && problemPanel(view, 'wasm_unavailable'),
      h('slot', {name: 'start'},
        drawingOf('FRONT'),
        h('h2', {part: 'heading'}, words.text('start.title')),
        h('p', {class: 'lead', part: 'text'}, words.text(kept ? 'start.before' : 'start.text')),
        h('ul', {class: 'needs', part: 'list'}, ...needs.map(([key, icon]) => h('li', {}, icon(), h('span', {}, words.text(key))))))),
    h('div', {class: 'actions', part: 'actions'},
      able && before && button({action: 'resume', label: words.text('start.resume'), kind: 'primary', run: () => send('resume')}),
      able && start,
      !before && handoverButton(view)),
    h('p', {class: 'note', part: 'note'}, icons.shield(), h('span', {}, words.text('start.privacy'))));
  return {name: 'start', element};
}

/** @param {View} view @param {{step: Step}} options @returns {Screen} */
export function instructionScreen(view, {step}) {
  const {words, state, send} = view;
  const camera = view.settings().camera !== 'off';
  const picture = drawingOf(step.part, step.type);
  void import('../camera/gestures.js').then(({gestureOf}) => picture.replaceWith(gestureOf(step.part, step.type)), () => {});
  const element = h('section', {},
    header(view, {title: nameOf(view, step), step, back: true}),
    h('div', {class: 'body center'},
      h('slot', {name: `instruction-${step.part.toLowerCase()}`}, picture),
      h('p', {class: 'lead', part: 'text'}, wordsOf(view, 'instruction', step)),
      state.isComplete(step) && h('p', {class: 'state ok'}, icons.check(), words.text('overview.there'))),
    h('div', {class: 'actions', part: 'actions'},
      camera && button({action: 'camera', label: words.text('instruction.camera'), kind: 'primary', icon: icons.camera(), run: () => send('camera', {step})}),
      filePicker(view, step, {kind: camera ? 'secondary' : 'primary'}),
      handoverButton(view, step),
      (state.isComplete(step) || state.part(step).draft.length > 0) && button({action: 'keep', label: words.text('instruction.keep'), kind: 'quiet', run: () => send('keep')})),
    h('p', {class: 'note fine', part: 'note'}, words.text('instruction.drop')));
  return {name: 'instruction', element, step, files: (files) => void send('files', {step, files})};
}
