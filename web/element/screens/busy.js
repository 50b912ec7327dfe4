/** Screens that wait: for the session, for a check, for the end. */
import {h} from '../ui/dom.js';
import {header} from './parts.js';

/** @typedef {import('../flow/flow.js').Flow} Flow */
/** @typedef {import('../../capture.js').Step} Step */
/** @typedef {import('../ui/stage.js').Screen} Screen */

/**
 * @param {Flow} flow
 * @param {string} key
 * @param {boolean} [uploads] whether it waits for them
 * @returns {Screen}
 */
export function busyScreen({words, tray}, key, uploads = false) {
  if (uploads) tray.show();
  const element = h('section', {},
    h('div', {class: 'body center'}, h('div', {class: 'spinner'}), h('h2', {class: 'quiet'}, words.text(key)),
      uploads && tray.bars, uploads && tray.status));
  return {name: 'busy', element};
}

/**
 * @param {Flow} flow
 * @param {Step} step
 * @returns {Screen & {progress: (progress: import('../../capture.js').FitProgress) => void}}
 */
export function checkingScreen(flow, step) {
  const {words} = flow;
  const stage = h('p', {class: 'lead'}, words.text('checking.inspect'));
  const element = h('section', {},
    header(flow, {title: words.text('checking.title'), step}),
    h('div', {class: 'body center'}, h('div', {class: 'spinner'}), stage));
  return {
    name: 'checking', element, step,
    progress: (progress) => {
      stage.textContent = words.text(`checking.${progress.stage}`);
    },
  };
}
