/**
 * A progress bar for each part, and the uploads that failed with the ways on. One piece that moves from screen to
 * screen.
 */
import {button, h} from './dom.js';
import {icons} from './icons.js';
import {ended, problemPanel} from '../screens/problem.js';
import {nameOf} from '../screens/parts.js';

/** @import {View} from '../flow/flow.js' */
/** @import {Step} from '../../capture.js' */

export class UploadStatus {
  bars = h('ul', {class: 'meter', part: 'meter'});
  status = h('p', {class: 'sending', part: 'status'});
  notices = h('div', {class: 'notices', part: 'notices'});
  #view;
  /** @type {string | undefined} the step that the screen is about */
  #at;
  /** What the bars and the notices were made for, so that they are made anew only for something else. */
  #made = {bars: '', notices: ''};

  /** @param {View} view */
  constructor(view) {
    this.#view = view;
    view.state.watch(() => this.update());
  }

  /** @param {Step} [step] the step that the screen is about */
  show(step) {
    this.#at = step?.id;
    this.update();
  }

  update() {
    const {state} = this.#view;
    const {steps} = state;
    const ids = steps.map((step) => step.id + step.type).join();
    if (this.#made.bars !== ids) {
      this.#made.bars = ids;
      this.bars.replaceChildren(...steps.map((step) => h('li', {data: {part: step.part}},
        h('progress', {class: 'upload', part: 'progress', max: 1, 'aria-label': nameOf(this.#view, step)}))));
    }
    let sum = 0;
    let total = 0;
    steps.forEach((step, i) => {
      const item = /** @type {HTMLElement} */ (this.bars.children[i]);
      const upload = state.upload(step);
      const there = step.done || state.part(step).sent;
      item.dataset.state = upload?.state ?? (there ? 'sent' : 'open');
      item.classList.toggle('now', step.id === this.#at);
      const bar = /** @type {HTMLProgressElement} */ (item.firstChild);
      bar.value = upload ? part(upload) : there ? 1 : 0;
      if (!upload || upload.state === 'failed') return;
      sum += upload.sent;
      total += upload.total;
    });
    this.#say(sum, total);
    this.#complain();
  }

  /** @param {number} sum @param {number} total */
  #say(sum, total) {
    const {words, state} = this.#view;
    const {steps} = state;
    const active = steps.some((step) => state.upload(step) && state.upload(step)?.state !== 'failed');
    const failed = steps.some((step) => state.upload(step)?.state === 'failed');
    const some = steps.some((step) => state.part(step).sent);
    const text = active ? words.text(sum < total || !total ? 'upload.progress' : 'upload.waiting', {percent: words.percent(total ? sum / total : 0)})
      : failed ? words.text('upload.failed') : some ? words.text('upload.done') : '';
    this.status.dataset.state = active ? 'sending' : failed ? 'failed' : 'sent';
    if (this.status.textContent === text) return;
    this.status.replaceChildren(...(text ? [h('span', {class: 'said'}, !active && (failed ? icons.warning() : icons.check()), h('span', {}, text))] : []));
  }

  #complain() {
    const {state, cause} = this.#view;
    const failed = state.steps.filter((step) => state.upload(step)?.state === 'failed')
      .map((step) => ({step, ...cause(state.upload(step)?.error)}));
    const made = failed.map(({step, code}) => step.id + code).join();
    if (this.#made.notices === made) return;
    const focused = this.notices.contains(/** @type {Document | ShadowRoot} */ (this.notices.getRootNode()).activeElement);
    this.#made.notices = made;
    this.notices.replaceChildren(...failed.map((each) => this.#notice(each)));
    // What had the focus is gone: the screen has it then, not the page.
    if (focused) this.#view.focus();
  }

  /** @param {{step: Step, code: string, retryable: boolean}} failure */
  #notice({step, code, retryable}) {
    const {words, send} = this.#view;
    const way = ended.has(code)
      ? button({action: 'restart', label: words.text('action.restart'), run: () => send('restart')})
      : retryable
        ? button({action: 'retry', label: words.text('action.retry'), run: () => send('upload', {step})})
        : button({action: 'again', label: words.text('action.again'), run: () => send('redo', {step})});
    const panel = problemPanel(this.#view, code, undefined, step);
    panel.dataset.part = step.part;
    /** @type {HTMLElement} */ (panel.lastChild).prepend(h('span', {class: 'fine'}, nameOf(this.#view, step)));
    /** @type {HTMLElement} */ (panel.lastChild).append(way);
    return panel;
  }
}

/** @param {import('../flow/state.js').Upload} upload */
const part = ({sent, total}) => (total ? sent / total : 0);
