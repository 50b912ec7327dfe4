/** The first screen, and the instruction before each picture. */
import {button, h} from '../dom.js';
import {drawingOf, icons} from '../icons.js';
import {filePicker, header, nameOf} from './parts.js';

/** @typedef {import('../flow.js').Flow} Flow */
/** @typedef {import('../../capture.js').Step} Step */
/** @typedef {import('../stage.js').Screen} Screen */

/** @type {[string, () => SVGElement][]} */
const needs = [['start.document', icons.card], ['start.light', icons.light], ['start.time', icons.clock]];

/**
 * @param {Flow} flow
 * @returns {Screen}
 */
export function startScreen(flow) {
  const {words} = flow;
  const element = h('section', {},
    h('div', {class: 'body center'},
      drawingOf('FRONT'),
      h('h2', {part: 'heading'}, words.text('start.title')),
      h('p', {class: 'lead'}, words.text('start.text')),
      h('ul', {class: 'needs'}, ...needs.map(([key, icon]) => h('li', {}, icon(), h('span', {}, words.text(key)))))),
    h('div', {class: 'actions'},
      button({action: 'start', label: words.text('start.go'), kind: 'primary', run: () => flow.start()})),
    h('p', {class: 'note'}, icons.shield(), h('span', {}, words.text('start.privacy'))));
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
      drawingOf(step.part),
      h('p', {class: 'lead'}, words.text(`instruction.${step.part}`)),
      step.done && h('p', {class: 'state ok'}, icons.check(), words.text('overview.there'))),
    h('div', {class: 'actions'},
      camera && button({action: 'camera', label: words.text('instruction.camera'), kind: 'primary', icon: icons.camera(), run: () => flow.openCamera(step)}),
      filePicker(flow, step, {kind: camera ? 'secondary' : 'primary'}),
      step.done && button({action: 'keep', label: words.text('instruction.keep'), kind: 'quiet', run: () => flow.next()})),
    h('p', {class: 'note fine'}, words.text('instruction.drop')));
  return {name: 'instruction', element, step, files: (files) => void flow.take(step, files)};
}
