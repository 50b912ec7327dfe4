/** Pieces that several screens share. */
import {button, h} from '../dom.js';
import {icons} from '../icons.js';

/** @typedef {import('../flow.js').Flow} Flow */
/** @typedef {import('../../capture.js').Step} Step */
/** @typedef {import('../../capture.js').Fitted} Fitted */

/** @param {Fitted[]} pages */
export const sumOf = (pages) => pages.reduce((sum, page) => sum + page.blob.size, 0);

/**
 * The name of a step: a passport's front is its photo page.
 * @param {Flow} flow
 * @param {Step} step
 */
export function nameOf(flow, step) {
  const special = `step.${step.part}.${step.type}`;
  return flow.words.text(flow.words.has(special) ? special : `step.${step.part}`);
}

/**
 * Heading, place in the flow, and the way back.
 * @param {Flow} flow
 * @param {{title: string, step?: Step, back?: () => void}} options
 */
export function header(flow, {title, step, back}) {
  const {words, steps} = flow;
  const at = step ? steps.findIndex((each) => each.id === step.id) : -1;
  return h('header', {class: 'header', part: 'header'},
    h('div', {class: 'bar'},
      back && button({action: 'back', label: '', name: words.text('action.back'), kind: 'quiet', icon: icons.back(), run: back}),
      at >= 0 && h('p', {class: 'count'}, words.text('step.count', {step: at + 1, total: steps.length})),
      at >= 0 && dots(steps, at)),
    h('h2', {part: 'heading'}, title));
}

/**
 * @param {readonly Step[]} steps
 * @param {number} at
 */
function dots(steps, at) {
  return h('div', {class: 'dots', 'aria-hidden': 'true'},
    ...steps.map((step, i) => h('i', {class: i === at ? 'now' : step.done ? 'done' : ''})));
}

/**
 * The button that opens the file dialog, and the input behind it.
 * @param {Flow} flow
 * @param {Step} step
 * @param {{label?: string, kind?: 'primary' | 'secondary' | 'quiet'}} [options]
 */
export function filePicker(flow, step, {label = flow.words.text('instruction.file'), kind = 'secondary'} = {}) {
  const documents = step.part === 'DOCUMENT';
  const input = h('input', {
    type: 'file', class: 'away', tabindex: -1, 'aria-hidden': 'true', multiple: documents,
    // Named types, so that phones offer the camera and iOS hands out JPEG for HEIC.
    accept: `image/jpeg,image/png,image/webp,image/heic,image/heif,image/avif,image/gif,image/bmp,image/tiff${documents ? ',application/pdf' : ''}`,
    onchange: () => {
      const files = [...(input.files ?? [])];
      input.value = ''; // the same file may be chosen again
      void flow.take(step, files);
    },
  });
  const open = button({action: 'choose-file', label, kind, icon: icons.file(), run: () => input.click()});
  return h('div', {class: 'picker'}, open, input);
}
