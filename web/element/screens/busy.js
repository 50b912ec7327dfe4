/** Screens that wait: for the session, for a check, for the end. */
import {h} from '../ui/dom.js';
import {header} from './parts.js';

/** @import {View} from '../flow/flow.js' */
/** @import {Step} from '../../capture.js' */
/** @import {Screen} from '../ui/screen-host.js' */

/**
 * @param {View} view
 * @param {{text?: string, uploads?: boolean}} options uploads: whether it waits for them
 * @returns {Screen}
 */
export function busyScreen({words, uploadStatus}, {text = 'busy.session', uploads = false}) {
  if (uploads) uploadStatus.show();
  const element = h('section', {},
    h('div', {class: 'body center'}, h('div', {class: 'spinner'}), h('h2', {class: 'quiet'}, words.text(text)),
      uploads && uploadStatus.bars, uploads && uploadStatus.status));
  return {name: 'busy', element};
}

/** @param {View} view @param {{step: Step}} options @returns {Screen} */
export function checkingScreen(view, {step}) {
  const {words} = view;
  const stage = h('p', {class: 'lead'}, words.text('checking.inspect'));
  const element = h('section', {},
    header(view, {title: words.text('checking.title'), step}),
    h('div', {class: 'body center'}, h('div', {class: 'spinner'}), stage));
  return {
    name: 'checking', element, step,
    update: (/** @type {import('../../capture.js').FitProgress} */ progress) => {
      stage.textContent = words.text(`checking.${progress.stage}`);
    },
  };
}
