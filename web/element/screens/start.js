/** The first screen, and the instruction before each picture. */
import {button, h} from '../ui/dom.js';
import {drawingOf, icons} from '../ui/icons.js';
import {filePicker, header, nameOf, wordsOf} from './parts.js';

/** @typedef {import('../flow/flow.js').Flow} Flow */
/** @typedef {import('../../capture.js').Step} Step */
/** @typedef {import('../ui/stage.js').Screen} Screen */

/** @type {[string, () => SVGElement][]} */
const needs = [['start.document', icons.card], ['start.light', icons.light], ['start.time', icons.clock]];

/**
 * @param {Flow} flow
 * @returns {Screen}
 */
export function startScreen(flow) {
  const {words} = flow;
  const before = flow.memory?.offers;
  const element = h('section', {},
    h('div', {class: 'body center'},
      h('slot', {name: 'start'},
        drawingOf('FRONT'),
        h('h2', {part: 'heading'}, words.text('start.title')),
        h('p', {class: 'lead', part: 'text'}, words.text(before ? 'start.before' : 'start.text')),
        h('ul', {class: 'needs', part: 'list'}, ...needs.map(([key, icon]) => h('li', {}, icon(), h('span', {}, words.text(key))))))),
    h('div', {class: 'actions', part: 'actions'},
      before && button({action: 'resume', label: words.text('start.resume'), kind: 'primary', run: () => flow.goOn()}),
      button({action: 'start', label: words.text(before ? 'action.restart' : 'start.go'), kind: before ? 'secondary' : 'primary', run: () => flow.start()}),
      !before && flow.devices.button()),
    h('p', {class: 'note', part: 'note'}, icons.shield(), h('span', {}, words.text('start.privacy'))));
  return {name: 'start', element};
}

/**
 * @param {Flow} flow
 * @param {Step} step
 * @returns {Screen}
 */
export function instructionScreen(flow, step) {
  const {words} = flow;
  const camera = flow.settings().camera !== 'off';
  const element = h('section', {},
    header(flow, {title: nameOf(flow, step), step, back: flow.back(step)}),
    h('div', {class: 'body center'},
      h('slot', {name: `instruction-${step.part.toLowerCase()}`}, drawingOf(step.part, step.type)),
      h('p', {class: 'lead', part: 'text'}, wordsOf(flow, 'instruction', step)),
      flow.has(step) && h('p', {class: 'state ok'}, icons.check(), words.text('overview.there'))),
    h('div', {class: 'actions', part: 'actions'},
      camera && button({action: 'camera', label: words.text('instruction.camera'), kind: 'primary', icon: icons.camera(), run: () => flow.openCamera(step)}),
      filePicker(flow, step, {kind: camera ? 'secondary' : 'primary'}),
      flow.devices.button(step),
      flow.has(step) && button({action: 'keep', label: words.text('instruction.keep'), kind: 'quiet', run: () => flow.next()})),
    h('p', {class: 'note fine', part: 'note'}, words.text('instruction.drop')));
  return {name: 'instruction', element, step, files: (files) => void flow.take(step, files)};
}
