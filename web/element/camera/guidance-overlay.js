/** Drawings over the camera's picture: the detected outline, and progress on the frame. */
import {svg} from '../ui/dom.js';

/** @typedef {{x: number, y: number}} Point */

/** Share of the distance to the new place that is left after 1/60 s. */
const ease = .65;
/** ms after which a lost outline disappears: a single frame without it is ignored. */
const linger = 400;

export class Overlay {
  #view;
  #stage;
  #outline = svg('0 0 1 1', 'found', '');
  /** @type {Point[] | undefined} where the outline is drawn */
  #drawn;
  /** @type {Point[] | undefined} where it should be */
  #wanted;
  #seen = 0;
  #moving = false;

  /** @param {HTMLElement} view around the video @param {HTMLElement} stage with the frame to aim with */
  constructor(view, stage) {
    this.#view = view;
    this.#stage = stage;
    this.#outline.setAttribute('preserveAspectRatio', 'none');
    view.append(this.#outline);
    this.clear();
  }

  clear() {
    this.#wanted = this.#drawn = undefined;
    this.#draw();
    this.progress(0);
    delete this.#view.dataset.guidance;
  }

  /**
   * @param {Point[] | null} [quad] corners as shares of the view; it glides there, unless motion isn't
   *   wanted. Without any the last ones stay a moment, with null they go at once.
   */
  outline(quad) {
    const now = performance.now();
    if (quad) [this.#wanted, this.#seen] = [quad, now];
    else if (quad === null) this.#wanted = undefined;
    else if (now - this.#seen > linger) this.#wanted = undefined;
    if (!this.#moving) {
      this.#moving = true;
      this.#glide(now);
    }
  }

  /** @param {number} before when the step before was */
  #glide(before) {
    requestAnimationFrame((now) => {
      const wanted = this.#wanted;
      const drawn = this.#drawn;
      const left = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : ease ** ((now - before) * 60 / 1000);
      this.#drawn = wanted?.map(({x, y}, i) => (drawn ? {x: x + (drawn[i].x - x) * left, y: y + (drawn[i].y - y) * left} : {x, y}));
      this.#draw();
      const there = !wanted || wanted.every(({x, y}, i) => Math.hypot(x - (this.#drawn?.[i].x ?? x), y - (this.#drawn?.[i].y ?? y)) < .001);
      this.#moving = !there && this.#view.isConnected;
      if (this.#moving) this.#glide(now);
    });
  }

  #draw() {
    const path = this.#drawn?.map(({x, y}) => `${x.toFixed(4)} ${y.toFixed(4)}`).join('L');
    this.#outline.firstElementChild?.setAttribute('d', path ? `M${path}Z` : '');
  }

  /** @param {number} share of the time that all must be well; 0 for none */
  progress(share) {
    this.#stage.style.setProperty('--_progress', String(share));
  }
}
