/** Screens that wait: for the session, for a check, for an upload. */
import {h} from '../dom.js';
import {header, nameOf} from './parts.js';

/** @typedef {import('../flow.js').Flow} Flow */
/** @typedef {import('../../capture.js').Step} Step */
/** @typedef {import('../stage.js').Screen} Screen */

/**
 * @param {Flow} flow
 * @param {string} key
 * @returns {Screen}
 */
export function busyScreen(flow, key) {
  const element = h('section', {},
    h('div', {class: 'body center'}, h('div', {class: 'spinner'}), h('h2', {class: 'quiet'}, flow.words.text(key))));
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

/**
 * @param {Flow} flow
 * @param {Step} step
 * @returns {Screen & {progress: (progress: {sent: number, total: number}) => void}}
 */
export function uploadScreen(flow, step) {
  const {words} = flow;
  const bar = h('progress', {class: 'upload', part: 'progress', max: 1, value: 0, 'aria-label': words.text('upload.title')});
  const text = h('p', {class: 'lead'}, words.text('upload.progress', {percent: words.percent(0)}));
  const element = h('section', {},
    header(flow, {title: words.text('upload.title'), step}),
    h('div', {class: 'body center'}, h('p', {class: 'quiet'}, nameOf(flow, step)), bar, text));
  return {
    name: 'upload', element, step,
    progress: ({sent, total}) => {
      const fraction = total ? sent / total : 0;
      bar.value = fraction;
      // The last byte is on its way, but the service has yet to answer.
      text.textContent = fraction < 1 ? words.text('upload.progress', {percent: words.percent(fraction)}) : words.text('upload.waiting');
    },
  };
}
