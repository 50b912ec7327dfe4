/** A progress bar for each part, and a line about all uploads. One piece that moves from screen to screen. */
import {h} from './dom.js';
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
  /** The steps that the bars were made for. */
  #made = '';
  /** @type {import('./upload-line.js').UploadLine | undefined} */
  #line;

  /** @param {View} view */
  constructor(view) {
    this.#view = view;
    view.state.watch(() => this.update());
  }

  /** @param {Step} [step] the step that the screen is about */
  show(step) {
    this.#at = step?.id;
    this.#line?.collapse();
    this.update();
  }

  update() {
    const {state, late, preload} = this.#view;
    const {steps} = state;
    const ids = steps.map((step) => step.id + step.type).join();
    if (this.#made !== ids) {
      this.#made = ids;
      this.bars.replaceChildren(...steps.map((step) => h('li', {data: {part: step.part}},
        h('progress', {class: 'upload', part: 'progress', max: 1, 'aria-label': nameOf(this.#view, step)}))));
    }
    let begun = false;
    steps.forEach((step, i) => {
      const item = /** @type {HTMLElement} */ (this.bars.children[i]);
      const upload = state.upload(step);
      const there = state.isThere(step);
      begun ||= there || Boolean(upload);
      item.dataset.state = upload ? waits(upload) ? 'offline' : upload.state : there ? 'sent' : 'open';
      item.classList.toggle('now', step.id === this.#at);
      const bar = /** @type {HTMLProgressElement} */ (item.firstChild);
      bar.value = upload ? part(upload) : there ? 1 : 0;
    });
    if (late && (begun || this.#line)) {
      this.#line ??= new late.UploadLine(this.#view, this.status, this.notices);
      this.#line.update();
    } else if (begun) preload(); // uploads that continue after a reload come before any picture
  }
}

/**
 * Whether an upload only waits: for a connection, or for the time after which the service takes it.
 * @param {import('../flow/state.js').Upload} upload
 */
export const waits = ({state, error, limited}) =>
  state === 'failed' && Boolean(limited || error?.code === 'offline' || error?.code === 'network' && !navigator.onLine);

/** @param {import('../flow/state.js').Upload} upload */
const part = ({sent, total}) => (total ? sent / total : 0);
