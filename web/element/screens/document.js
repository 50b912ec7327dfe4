/** The pages of a paper document: add, look, put in order, remove, send. */
import {button, h} from '../ui/dom.js';
import {icon, icons} from '../ui/icons.js';
import {sortable} from '../ui/sortable.js';
import {filePicker, header, nameOf} from './parts.js';

/** @import {View} from '../flow/flow.js' */
/** @import {Fitted, Step} from '../../capture.js' */
/** @import {Screen} from '../ui/screen-host.js' */

/** Icons of this screen alone. */
const own = {
  up: () => icon('M12 19V5m0 0l-6 6m6-6l6 6'),
  down: () => icon('M12 5v14m0 0l-6-6m6 6l6-6'),
  remove: () => icon('M5 7h14M10 7V5h4v2M7 7l1 13h8l1-13'),
};

/** The screen, once its style is there. @param {ShadowRoot} root */
export async function styled(root) {
  const late = await import('../flow/later.js');
  await late.styled(root);
  return documentScreen;
}

/** @param {View} view @param {{step: Step}} options @returns {Screen} */
function documentScreen(view, {step}) {
  const {words, state, send} = view;
  const pdf = state.part(step).draft.some((page) => page.report.format === 'pdf');
  const camera = view.settings().camera !== 'off';
  /** @type {Map<Fitted, string>} */
  const urls = new Map();
  const list = h('ol', {class: 'pages', part: 'list'});
  const total = h('p', {class: 'fine'});
  const use = button({action: 'upload', label: words.text('document.send'), kind: 'primary', run: () => send('use', {step})});

  function draw() {
    const pages = state.part(step).draft;
    list.replaceChildren(...pages.map((page, i) => row(view, page, i, pages.length, urls, {move, remove, look: (at) => send('look', {step, page: at})})));
    use.disabled = view.settings().guidance === 'strict' && pages.some(({blob}) => state.advice.get(blob)?.bad);
    total.textContent = words.text('document.total', {
      pages: pages.reduce((sum, page) => sum + page.report.pages, 0), bytes: words.bytes(pages.reduce((sum, {blob}) => sum + blob.size, 0)), max: words.bytes(state.limits(step).maxBytes),
    });
  }

  /**
   * @param {number} from
   * @param {number} to
   * @param {string} [action] the button that gets the focus afterwards
   */
  function move(from, to, action) {
    const pages = [...state.part(step).draft];
    pages.splice(to, 0, ...pages.splice(from, 1));
    state.draft(step, pages);
    draw();
    view.say(words.text('document.moved', {from: from + 1, to: to + 1}));
    const buttons = list.children[to].querySelectorAll('button');
    const same = [...buttons].find((each) => each.dataset.action === action && !each.disabled);
    (same ?? buttons[buttons.length - 1]).focus();
  }

  /** @param {number} i */
  function remove(i) {
    const pages = state.part(step).draft.filter((_, at) => at !== i);
    if (!pages.length) return send('redo', {step});
    state.draft(step, pages);
    draw();
    view.say(words.text('document.removed', {page: i + 1}));
    view.focus();
    return undefined;
  }

  draw();
  const element = h('section', {},
    header(view, {title: words.text('document.title'), step, back: true}),
    h('div', {class: 'body'}, h('p', {class: 'quiet'}, nameOf(view, step)), list, total),
    h('div', {class: 'actions stay', part: 'actions'},
      use,
      camera && !pdf && button({action: 'camera', label: words.text('document.camera'), icon: icons.camera(), run: () => send('camera', {step})}),
      !pdf && filePicker(view, step, {label: words.text('document.add')})),
    h('div', {class: 'row more'},
      button({action: 'delete-all', label: words.text('document.delete'), kind: 'quiet', icon: own.remove(), run: () => send(state.isComplete(step) ? 'remove' : 'redo', {step})}),
      state.isComplete(step) && button({action: 'keep', label: words.text('instruction.keep'), kind: 'quiet', run: () => send('keep', {step})})));
  sortable(list, (from, to) => move(from, to));
  return {
    name: 'document', element, step,
    files: pdf ? undefined : (files) => void send('files', {step, files}),
    leave: () => urls.forEach((url) => URL.revokeObjectURL(url)),
  };
}

/**
 * @param {View} view
 * @param {Fitted} page
 * @param {number} i
 * @param {number} count
 * @param {Map<Fitted, string>} urls
 * @param {{move: (from: number, to: number, action: string) => void, remove: (i: number) => void, look: (i: number) => void}} acts
 */
function row({words, state}, page, i, count, urls, {move, remove, look}) {
  const isPDF = page.report.format === 'pdf';
  const number = {page: i + 1};
  const label = words.text('document.page', number);
  if (!isPDF && !urls.has(page)) urls.set(page, URL.createObjectURL(page.blob));
  const thumb = isPDF ? h('span', {class: 'pdf'}, 'PDF') : h('img', {src: urls.get(page), alt: label, draggable: 'false'});
  const pageCount = isPDF && h('span', {class: 'fine'}, words.text('review.pdf', {pages: page.report.pages}));
  /** @param {'up' | 'down'} way @param {number} to */
  const moveButton = (way, to) => {
    const action = `page-${way}`;
    const element = button({action, label: '', name: words.text(`document.${way}`, number), kind: 'quiet', icon: own[way](), run: () => move(i, to, action)});
    element.disabled = to < 0 || to >= count;
    return element;
  };
  const advice = state.advice.get(page.blob)?.keys.map((key) => {
    const verdict = key.replace('guidance', 'verdict');
    return words.text(words.has(verdict) ? verdict : key);
  }).join(' ');
  return h('li', {part: 'item'}, thumb, h('div', {}, h('strong', {}, label), pageCount, advice && h('span', {class: 'fine advice'}, advice)),
    h('div', {class: 'row'},
      !isPDF && button({action: 'look', label: '', name: `${words.text('review.zoom')}: ${label}`, kind: 'quiet', icon: icons.zoom(), run: () => look(i)}),
      count > 1 && moveButton('up', i - 1), count > 1 && moveButton('down', i + 1),
      button({action: 'remove-page', label: '', name: words.text('document.remove', number), kind: 'quiet', icon: own.remove(), run: () => remove(i)})));
}
