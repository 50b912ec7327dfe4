/** Screens that wait: for the session, for a check, for the end. */
import {h} from '../ui/dom.js';
import {backButton, header} from './parts.js';

/** @import {View} from '../flow/flow.js' */
/** @import {Step} from '../../capture.js' */
/** @import {Screen} from '../ui/screen-host.js' */

/**
 * @param {View} view
 * @param {{text?: string, uploads?: boolean, back?: () => unknown}} options uploads: whether it waits for them
 * @returns {Screen}
 */
export function busyScreen(view, {text = 'busy.session', uploads = false, back}) {
  const {words, uploadStatus} = view;
  if (uploads) uploadStatus.show();
  const way = back && backButton(view, back);
  const element = h('section', {},
    h('header', {class: 'bar', part: 'header'}, way),
    h('div', {class: 'body center'}, h('div', {class: 'spinner'}), h('h2', {class: 'quiet'}, words.text(text)),
      uploads && uploadStatus.bars, uploads && uploadStatus.status));
  return {name: 'busy', element, update: () => way?.remove()};
}

/** @param {View} view @param {{step: Step}} options @returns {Screen} */
export function checkingScreen(view, {step}) {
  const {words} = view;
  const stage = h('p', {class: 'lead'}, words.text('checking.inspect'));
  const element = h('section', {},
    header(view, {title: words.text('checking.title'), step, back: true}),
    h('div', {class: 'body center'}, h('div', {class: 'spinner'}), stage));
  return {
    name: 'checking', element, step,
    update: (/** @type {import('../../capture.js').FitProgress} */ progress) => {
      stage.textContent = words.text(`checking.${progress.stage}`);
    },
  };
}
