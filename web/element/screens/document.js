/** The pages of a paper document: add, look, remove, send. */
import {button, h} from '../dom.js';
import {icons} from '../icons.js';
import {filePicker, header, nameOf, sumOf} from './parts.js';

/** @typedef {import('../flow.js').Flow} Flow */
/** @typedef {import('../../capture.js').Step} Step */
/** @typedef {import('../stage.js').Screen} Screen */

/**
 * @param {Flow} flow
 * @param {Step} step
 * @returns {Screen}
 */
export function documentScreen(flow, step) {
  const {words} = flow;
  const pages = flow.kept.of(step);
  const pdf = pages.some((page) => page.report.format === 'pdf');
  const camera = flow.settings().camera !== 'off';
  /** @type {string[]} */
  const urls = [];
  const remove = (/** @type {number} */ i) => {
    flow.kept.set(step, pages.filter((_, at) => at !== i));
    flow.begin(step);
  };
  const list = pages.map((page, i) => {
    const label = words.text('document.page', {page: i + 1});
    const thumb = page.report.format === 'pdf' ? h('span', {class: 'pdf'}, 'PDF') : h('img', {src: keep(urls, page.blob), alt: label});
    const said = page.report.format === 'pdf'
      ? words.text('review.pdf', {pages: page.report.pages, bytes: words.bytes(page.bytes)})
      : words.text('review.size', {width: page.width, height: page.height, bytes: words.bytes(page.bytes)});
    return h('li', {}, thumb, h('div', {}, h('strong', {}, label), h('span', {class: 'fine'}, said)),
      button({action: 'remove-page', label: '', name: words.text('document.remove', {page: i + 1}), kind: 'quiet', icon: icons.remove(), run: () => remove(i)}));
  });
  const count = pages.reduce((sum, page) => sum + page.report.pages, 0);
  const element = h('section', {},
    header(flow, {title: words.text('document.title'), step, back: () => flow.instruct(step)}),
    h('div', {class: 'body'},
      h('p', {class: 'quiet'}, nameOf(flow, step)),
      h('ol', {class: 'pages'}, ...list),
      h('p', {class: 'fine'}, words.text('document.total', {pages: count, bytes: words.bytes(sumOf(pages))}))),
    h('div', {class: 'actions'},
      button({action: 'upload', label: words.text('document.send'), kind: 'primary', run: () => flow.upload(step)}),
      camera && !pdf && button({action: 'camera', label: words.text('document.camera'), icon: icons.camera(), run: () => flow.openCamera(step)}),
      !pdf && filePicker(flow, step, {label: words.text('document.add')}),
      step.done && button({action: 'keep', label: words.text('instruction.keep'), kind: 'quiet', run: () => flow.next()})));
  return {
    name: 'document', element, step,
    files: pdf ? undefined : (files) => void flow.take(step, files),
    leave: () => urls.forEach((url) => URL.revokeObjectURL(url)),
  };
}

/**
 * @param {string[]} urls
 * @param {Blob} blob
 */
function keep(urls, blob) {
  const url = URL.createObjectURL(blob);
  urls.push(url);
  return url;
}
