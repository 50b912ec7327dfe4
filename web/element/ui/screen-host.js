/** Shows one screen at a time, moves the focus to its heading, and announces texts to screen readers. */
import {h} from './dom.js';

/**
 * @typedef {object} Screen
 * @property {string} name
 * @property {HTMLElement} element
 * @property {import('../../capture.js').Step} [step]
 * @property {() => void} [enter] after it is shown
 * @property {() => void} [leave] frees what it holds
 * @property {() => void} [escape] what the Escape key does
 * @property {(files: Blob[]) => void} [files] takes files that are dropped or pasted
 * @property {(status: any) => void} [update] shows the progress of what it waits for
 * @property {() => void} [translated] translates what the catalogue hasn't made
 */

/** ms before a wait is shown. */
const patience = 300;
/** Announcements in a period (ms): more would be interrupted, or read long after what they are about. */
const maxAnnounced = 6;
const period = 10_000;

export class ScreenHost {
  /** @type {Screen | undefined} */
  #now;
  /** @type {ReturnType<typeof setTimeout> | undefined} until a wait is shown */
  #late;
  /** When the newest announcements were. @type {number[]} */
  #announced = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} until one that came too soon is announced */
  #held;
  #root;
  #live;
  #onShow;
  /** Called when a screen is wholly there. */
  entered = () => {};

  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} live a polite live region
   * @param {import('./catalog.js').Catalog} words
   * @param {(screen: Screen) => void} onShow
   */
  constructor(root, live, words, onShow) {
    this.#root = root;
    this.#live = live;
    this.words = words;
    this.#onShow = onShow;
  }

  /** @param {Screen} screen */
  show(screen) {
    const before = this.#now;
    this.leave();
    this.#now = screen;
    screen.element.dataset.screen = screen.name;
    if (screen.step) screen.element.dataset.part = screen.step.part;
    screen.element.classList.add('screen');
    screen.element.onkeydown = (event) => {
      if (event.key === 'Escape') screen.escape?.();
    };
    // A short wait leaves the screen before in place, which does nothing meanwhile.
    if (before && screen.name === 'busy' && !before.leave) {
      before.element.inert = true;
      this.#late = setTimeout(() => {
        this.#replace(screen);
        this.#arrive(screen, false);
      }, patience);
      this.#onShow(screen);
    } else {
      this.#replace(screen);
      this.#onShow(screen);
      this.#arrive(screen, !before);
    }
  }

  /** @param {Screen} screen */
  #replace(screen) {
    if (this.#live.previousSibling !== this.#root) this.#root.after(this.#live);
    this.#root.replaceChildren(screen.element);
  }

  /** @param {Screen} screen @param {boolean} first */
  #arrive(screen, first) {
    // The first screen must not take the focus from a page that has just been opened.
    if (!first) {
      this.focus();
      const {top, bottom} = this.#root.getBoundingClientRect();
      // A bar of buttons would cover the rest.
      if (top < 0 || bottom > innerHeight && this.#root.querySelector('.stay')) this.#root.scrollIntoView({block: 'start'});
    }
    screen.enter?.();
    this.entered();
  }

  /** Puts the focus where the screen begins. */
  focus() {
    const heading = this.#root.querySelector('h2');
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({preventScroll: true});
  }

  /** Where style sheets belong. */
  get root() {
    return /** @type {ShadowRoot} */ (this.#root.getRootNode());
  }

  /** The screen's button that leads back. @returns {HTMLElement | null} */
  get wayBack() {
    return this.#now?.element.querySelector('[data-action="back"]') ?? null; // the screen before it may still be in the document
  }

  /** Which screen is shown. */
  get name() {
    return this.#now?.name;
  }

  get step() {
    return this.#now?.step;
  }

  leave() {
    clearTimeout(this.#late);
    clearTimeout(this.#held);
    this.#now?.leave?.();
  }

  translated() {
    this.#now?.translated?.();
  }

  /** @param {unknown} status */
  update(status) {
    this.#now?.update?.(status);
  }

  /** @param {Blob[]} files */
  files(files) {
    this.#now?.files?.(files);
  }

  get takesFiles() {
    return Boolean(this.#now?.files);
  }

  /** @param {string} text '' before a dialog's first text: it isn't announced where it has just been put */
  say(text) {
    clearTimeout(this.#held); // the newest counts
    const now = performance.now();
    if (text) {
      this.#announced = this.#announced.filter((at) => now - at < period);
      if (this.#announced.length >= maxAnnounced) {
        this.#held = setTimeout(() => this.say(text), this.#announced[0] + period - now);
        return;
      }
      this.#announced.push(now);
    }
    // A modal dialog keeps screen readers from all that is outside of it.
    const dialog = this.#root.querySelector('dialog[open]');
    if (dialog && !dialog.contains(this.#live)) dialog.append(this.#live);
    // Screen readers repeat a text only when the node changes.
    this.#live.replaceChildren(h('span', {}, text));
  }
}
