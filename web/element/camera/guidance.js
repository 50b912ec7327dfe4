/**
 * Live guidance, and the picture that is taken when all is well. Loaded
 * when a camera is live, or when a picture is looked at; what the frames say comes from capture.analyze().
 */
import {keyOf} from './advice.js';
import {frameOf} from './still.js';
import {Overlay} from './guidance-overlay.js';
import {Turn} from './side.js';

export {adviceOn} from './advice.js';

/**
 * Loads what analyzes frames and faces, ahead of the first frame.
 * @param {import('../../capture.js').Capture} capture
 */
export const prepare = (capture) => capture.analyze(new ImageData(64, 64), {part: 'FACE'});

/** @import {View} from '../flow/flow.js' */
/** @import {Guidance, Part, Step} from '../../capture.js' */

/** ms of good frames before a picture is taken; the frame shows the progress. */
const hold = 500;
/** ms after opening before a picture is taken: the camera still focuses. */
const settling = 800;
/** ms without a picture after which other ways are named once, in place of the advice. */
const helpAfter = 10_000;
/** ms that they are shown. */
const helpFor = 5000;
/** ms of good frames that auto capture leaves to the person, after which they are asked to take the photo. */
const unsureAfter = 3000;
/** ms without a first result after which the hint says that the wasm is being loaded. */
const loadingAfter = 1000;
/** Minimum time between two announcements to a screen reader, in ms: a live region that changes sooner isn't read. */
const minAnnounceInterval = 2000;
/** Consecutive failed analyses after which the guidance stops. */
const failures = 5;

/**
 * @typedef {object} Place
 * @property {HTMLVideoElement} video
 * @property {HTMLElement} view around the video
 * @property {HTMLElement} hint where the sentence stands
 * @property {HTMLElement} stage around all of it
 * @property {() => Promise<Blob>} still
 * @property {(still: Blob) => void} taken by itself
 * @property {{front: Step, show: (on: boolean) => void}} [turn] the document was captured from its front, and has to be turned over
 */

export class LiveGuidance {
  #view;
  #step;
  #place;
  #overlay;
  /** Counts starts, so that an answer from before a stop is ignored. */
  #turn = 0;
  /** The last advice that was announced, and when the last announcement was. */
  #announced = {advice: '', at: 0};
  /** Help that isn't announced yet. */
  #help = '';

  /** @param {View} view @param {Step} step @param {Place} place */
  constructor(view, step, place) {
    this.#view = view;
    this.#step = step;
    this.#place = place;
    this.#overlay = new Overlay(place.view, place.stage);
  }

  start() {
    // The screen has just announced that the camera is live.
    this.#announced = {advice: this.#place.turn ? this.#view.words.text('camera.turn') : '', at: performance.now()};
    this.#help = '';
    void this.#watch(++this.#turn);
  }

  stop() {
    this.#turn++;
    this.#clear();
  }

  #clear() {
    this.#overlay.clear();
    this.#place.turn?.show(false);
  }

  /** @param {number} turn */
  async #watch(turn) {
    const {words} = this.#view;
    const mine = () => turn === this.#turn;
    const loading = setTimeout(() => {
      if (mine()) this.#place.hint.textContent = words.text('guidance.loading');
    }, loadingAfter);
    const capture = await this.#view.capture().catch(() => undefined);
    const began = performance.now();
    const side = capture && this.#turnOver(capture);
    let ready = 0;
    let unsure = 0;
    let failed = 0;
    let helped = 0;
    for (let first = true; mine() && capture && failed < failures;) {
      await nextFrame(this.#place.video);
      if (!mine()) return;
      /** @type {Guidance | undefined} */
      const now = await capture.analyze(this.#place.video, {...this.#asked, reset: first}).catch(() => undefined);
      if (!mine()) return;
      clearTimeout(loading);
      failed = now ? 0 : failed + 1;
      if (!now || now.dropped) continue;
      first = false;
      const at = performance.now();
      if (!helped && at - began > helpAfter) {
        helped = at;
        this.#help = words.text('guidance.help');
      }
      const turning = Boolean(await side?.waits(this.#place.video, this.#place.view, now));
      if (!mine()) return;
      unsure = now.code === 'ok' && !now.ready ? unsure || at : 0;
      const automatic = this.#view.settings().autoCapture && !(unsure && at - unsure > unsureAfter);
      this.#tell(now, at, {help: helped > 0 && at - helped < helpFor, turning, automatic});
      const may = now.ready && !turning && at - began > settling && this.#view.settings().autoCapture;
      ready = may ? ready || at : 0;
      this.#overlay.progress(may ? Math.min(1, (at - ready) / hold) : 0);
      if (may && at - ready >= hold) {
        if (await this.#take(capture, mine)) return;
        ready = 0;
      }
    }
    this.#clear();
  }

  get #asked() {
    const {part, type} = this.#step;
    const {clientWidth, clientHeight} = this.#place.view;
    return {part: /** @type {Part} */ (part), ...(type && {type}), ...(clientHeight && {aspect: clientWidth / clientHeight})};
  }

  /** @param {import('../../capture.js').Capture} capture @returns {Turn | undefined} */
  #turnOver(capture) {
    const {turn} = this.#place;
    const {blob} = (turn && this.#view.state.part(turn.front).kept[0]) ?? {};
    return turn && blob && new Turn(capture, blob, turn.show);
  }

  /**
   * @param {Guidance} now
   * @param {number} at
   * @param {object} how
   * @param {boolean} how.help whether other ways are shown instead
   * @param {boolean} how.turning whether the document has to be turned over
   * @param {boolean} how.automatic whether a good frame is captured automatically
   */
  #tell({code, quad}, at, {help, turning, automatic}) {
    const {words} = this.#view;
    // Nobody holds still for a camera that takes no picture by itself.
    const text = words.text(turning ? 'camera.turn' : code === 'ok' && !automatic ? 'instruction.camera' : keyOf(code));
    const shown = help ? words.text('guidance.help') : text;
    const {hint, view} = this.#place;
    view.dataset.guidance = turning ? 'turn' : code;
    hint.classList.toggle('help', help);
    if (hint.textContent !== shown) hint.textContent = shown;
    // Advice lasts longer than a frame: under "no document" none is outlined.
    this.#overlay.outline(turning || code === 'no_document' ? null : quad);
    if (at - this.#announced.at < minAnnounceInterval || !this.#help && text === this.#announced.advice) return;
    this.#announced = {advice: this.#help ? this.#announced.advice : text, at};
    this.#view.say(this.#help || text);
    this.#help = '';
  }

  /**
   * Takes pictures in full size, looks at each again, and gives the sharpest of those that are fine.
   * @param {import('../../capture.js').Capture} capture
   * @param {() => boolean} mine
   * @returns {Promise<boolean>} whether it is over: there is a picture, or the person has taken one
   */
  async #take(capture, mine) {
    this.#place.view.classList.add('taking');
    const stills = [];
    const began = performance.now();
    try {
      // A second one costs nothing where the camera is quick; a third only when neither will do.
      for (let i = 0; i < 3 && (i < 1 || !stills.length || i < 2 && performance.now() - began < 600); i++) {
        const blob = await this.#place.still();
        if (!mine()) return true;
        const {severity, hints, metrics} = await capture.analyze(blob, this.#asked);
        if (!mine()) return true;
        if (severity !== 'problem' && !hints.includes('blurred')) stills.push({blob, width: metrics.edgeWidth});
      }
    } catch {
      // The camera has gone, which is reported elsewhere, or the still can't be read.
    }
    if (!mine()) return true;
    this.#place.view.classList.remove('taking');
    stills.sort((a, b) => a.width - b.width);
    if (stills.length) this.#place.taken(stills[0].blob);
    return stills.length > 0;
  }
}

/** Waits for the video's next frame; a hidden page has none, and asks for none. @param {HTMLVideoElement} video */
async function nextFrame(video) {
  if (!await frameOf(video, 500) || !('requestVideoFrameCallback' in video)) await new Promise((done) => setTimeout(done, 60));
}
