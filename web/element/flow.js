/**
 * The way from start to done: which screen comes next, and the work between screens. It knows the module
 * and the screens; it draws nothing itself. What the person has confirmed is kept in `kept` until it is
 * replaced, so that no failure loses it.
 */
import {load} from '../capture.js';
import {CaptureEvents} from './announce.js';
import {busyScreen, checkingScreen, uploadScreen} from './screens/busy.js';
import {cameraScreen} from './screens/camera.js';
import {dataScreen} from './screens/data.js';
import {documentScreen} from './screens/document.js';
import {doneScreen, overviewScreen} from './screens/overview.js';
import {problemScreen} from './screens/problem.js';
import {reviewScreen} from './screens/review.js';
import {instructionScreen, startScreen} from './screens/start.js';
import {sumOf} from './screens/parts.js';
import {Kept} from './kept.js';

/** @typedef {import('../capture.js').Step} Step */
/** @typedef {import('../capture.js').Fitted} Fitted */
/** @typedef {import('../capture.js').Part} Part */
/** @typedef {import('./stage.js').Stage} Stage */

/** What the service takes of one part, or of all pages of a document: 15 MB. */
export const maxUpload = 15_000_000;

/**
 * @typedef {object} Settings
 * @property {string} sessionURL
 * @property {object | undefined} session what /session would answer, when the host has it already
 * @property {'auto' | 'user' | 'environment' | 'off'} camera
 * @property {string | undefined} wasmURL
 */

export class Flow {
  /** @type {import('../capture.js').Session | undefined} */
  session;
  kept = new Kept();
  /** Ends everything that is going on when the person cancels or the element goes. */
  #ending = new AbortController();
  /** @type {Promise<import('../capture.js').Capture> | undefined} */
  #capture;
  /** @type {any} why the last renewal of the session failed */
  #unrenewed;

  /**
   * @param {Stage} stage
   * @param {() => Settings} settings
   * @param {CaptureEvents} events
   */
  constructor(stage, settings, events) {
    this.stage = stage;
    this.settings = settings;
    this.events = events;
  }

  get words() {
    return this.stage.words;
  }

  get signal() {
    return this.#ending.signal;
  }

  /** Starts to load the wasm; the person reads meanwhile. A failure is told when it is needed. */
  warmUp() {
    const {wasmURL} = this.settings();
    this.#capture ??= load(wasmURL ? {wasmURL} : {});
    this.#capture.catch(() => {
      this.#capture = undefined;
    });
    return this.#capture;
  }

  /** Back to the first screen; what was captured is forgotten. */
  reset() {
    this.end();
    this.#ending = new AbortController();
    this.kept = new Kept();
    this.stage.show(startScreen(this));
  }

  /** Stops everything. */
  end() {
    this.#ending.abort();
    this.stage.leave();
    this.session?.close();
    this.session = undefined;
    this.#capture?.then((capture) => capture.close(), () => {});
    this.#capture = undefined;
  }

  cancel() {
    this.events.cancel();
    this.reset();
  }

  async start() {
    this.stage.show(busyScreen(this, 'busy.session'));
    await this.attempt(async () => {
      const [capture, init] = await Promise.all([this.warmUp(), this.#init()]);
      const session = await capture.session(init, {signal: this.signal});
      session.on('expired', () => this.#renew());
      this.session = session;
      this.events.ready(session.steps);
      this.next();
    }, () => this.start());
  }

  /** A fresh session when the service no longer takes this one; why there is none is told by problem(). */
  async #renew() {
    this.#unrenewed = undefined;
    return this.#init(true).catch((error) => {
      this.#unrenewed = error;
    });
  }

  /**
   * @param {boolean} [fresh] not the one that the host has set: it has expired
   * @returns {Promise<object>} what /session answers
   */
  async #init(fresh = false) {
    const {session, sessionURL} = this.settings();
    if (session && !fresh) return session;
    const failure = (/** @type {string} */ code) => Object.assign(new Error('no session'), {code, retryable: code !== 'forbidden'});
    const response = await fetch(sessionURL, {
      method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}', signal: this.signal,
    }).catch((error) => {
      throw error.name === 'AbortError' ? error : failure(navigator.onLine ? 'network' : 'offline');
    });
    if (!response.ok) throw failure(response.status >= 500 ? 'server' : 'forbidden');
    return response.json().catch(() => {
      throw failure('bad_response');
    });
  }

  /** @returns {readonly Step[]} */
  get steps() {
    const steps = this.session?.steps ?? [];
    this.kept.follow(steps);
    return steps;
  }

  /** Goes on to the first step that isn't done, or to the overview. */
  next() {
    const step = this.steps.find((each) => !each.done);
    if (!step) this.stage.show(overviewScreen(this));
    // A fresh session has begun an empty workflow: what was sent goes up again, without asking for it again.
    else if (this.kept.wasSent(step)) void this.upload(step);
    else this.begin(step);
  }

  /**
   * Where the way back leads from a step: the one before it, or out while there is nothing to lose.
   * @param {Step} step
   * @returns {(() => void) | undefined}
   */
  back(step) {
    const {steps} = this;
    if (steps.every((each) => each.done)) return () => this.next();
    const before = steps[steps.findIndex((each) => each.id === step.id) - 1];
    if (before) return () => this.begin(before);
    return step.done ? undefined : () => this.cancel();
  }

  /** @param {Step} step */
  begin(step) {
    if (step.part === 'PREPARED_DATA') this.stage.show(dataScreen(this, step));
    else if (step.part === 'DOCUMENT' && this.kept.of(step).length) this.pages(step);
    else this.instruct(step);
  }

  /** @param {Step} step */
  instruct(step) {
    this.stage.show(instructionScreen(this, step));
  }

  /** @param {Step} step */
  pages(step) {
    this.stage.show(documentScreen(this, step));
  }

  /** @param {Step} step */
  openCamera(step) {
    this.stage.show(cameraScreen(this, step));
  }

  /**
   * Checks files and makes them fit; then the person looks at them.
   * @param {Step} step
   * @param {Blob[]} files
   */
  async take(step, files) {
    if (!files.length) return;
    const several = step.part === 'DOCUMENT';
    const screen = checkingScreen(this, step);
    this.stage.show(screen);
    await this.attempt(async () => {
      const capture = await this.warmUp();
      /** @type {Fitted[]} */
      const fitted = [];
      for (const file of several ? files : files.slice(0, 1)) {
        const options = {part: /** @type {Part} */ (step.part), onProgress: screen.progress, signal: this.signal};
        fitted.push(await capture.fit(file, options));
        this.events.captured(step, fitted[fitted.length - 1]);
      }
      if (!several) this.stage.show(reviewScreen(this, step, fitted[0]));
      else if (this.#goTogether(step, fitted)) this.pages(step);
    }, () => this.take(step, files), step);
  }

  /**
   * Adds pages to a document, when they go with those that are there.
   * @param {Step} step
   * @param {Fitted[]} more
   */
  #goTogether(step, more) {
    const pages = [...this.kept.of(step), ...more];
    const pdfs = pages.filter((page) => page.report.format === 'pdf');
    const code = pdfs.length && pages.length > 1 ? 'mixed_document' : pages.length > 30 ? 'too_many_pages' : undefined;
    if (!code) {
      this.kept.set(step, pages);
      return true;
    }
    this.problem(Object.assign(new Error(code), {code}), undefined, step);
    return false;
  }

  /**
   * @param {Step} step
   * @param {Fitted} fitted
   */
  async use(step, fitted) {
    this.kept.set(step, [fitted]);
    await this.upload(step);
  }

  /**
   * Sends what was confirmed for a step; a failure keeps it, and trying again sends the same.
   * @param {Step} step
   */
  async upload(step) {
    const screen = uploadScreen(this, step);
    this.stage.show(screen);
    await this.attempt(async () => {
      const session = /** @type {import('../capture.js').Session} */ (this.session);
      const pages = this.kept.of(step);
      const onProgress = (/** @type {{sent: number, total: number}} */ progress) => {
        screen.progress(progress);
        this.events.progress(step, progress);
      };
      const options = {onProgress, signal: this.signal};
      const there = this.steps.find((each) => each.id === step.id)?.done;
      let blobs = pages.map((page) => page.blob);
      if (step.part === 'DOCUMENT') {
        blobs = await this.#together(pages);
        if (there) await session.deletePages({step: step.id, signal: this.signal});
        await session.uploadDocument(blobs, {...options, step: step.id});
      } else {
        await (there ? session.updatePart(step.id, blobs[0], options) : session.addPart(step.id, blobs[0], options));
      }
      this.kept.sent(step);
      this.stage.say(this.words.text('upload.done'));
      this.events.part(step, blobs);
      this.next();
    }, () => this.upload(step), step);
  }

  /**
   * A document's images share 15 MB: when they are more, the heaviest are made lighter.
   * @param {Fitted[]} pages
   */
  async #together(pages) {
    if (sumOf(pages) <= maxUpload) return pages.map((page) => page.blob);
    const capture = await this.warmUp();
    const fitted = await capture.fitDocument(pages.map((page) => page.blob), {signal: this.signal});
    return fitted.map((page) => page.blob);
  }

  /**
   * @param {Step} step
   * @param {import('../capture.js').PreparedData} data
   * @returns {Promise<unknown>} the failure that the form has to show, if that is where it belongs
   */
  async submit(step, data) {
    try {
      await this.session?.submitData(data, {signal: this.signal});
      this.events.part(step, []);
      this.next();
    } catch (error) {
      if (/** @type {any} */ (error).code === 'invalid_data') return error;
      this.problem(error, () => this.stage.back(), step);
    }
    return undefined;
  }

  /** @param {Step} step */
  async remove(step) {
    this.stage.show(busyScreen(this, 'busy.delete'));
    await this.attempt(async () => {
      if (step.part === 'DOCUMENT') await this.session?.deletePages({step: step.id, signal: this.signal});
      else await this.session?.deletePart(step.id, {signal: this.signal});
      this.kept.forget(step);
      this.stage.show(overviewScreen(this));
    }, () => this.remove(step));
  }

  async finalize() {
    this.stage.show(busyScreen(this, 'busy.finalize'));
    await this.attempt(async () => {
      const session = /** @type {import('../capture.js').Session} */ (this.session);
      await session.finalize({signal: this.signal}).catch((error) => {
        if (this.steps.every((step) => step.done)) throw error;
      });
      // A session that was renewed on the way wants everything again first.
      if (this.steps.some((step) => !step.done)) return this.next();
      const ids = /** @type {any} */ (session.snapshot());
      this.stage.show(doneScreen(this));
      this.events.finalized(ids);
    }, () => this.finalize());
  }

  /**
   * Runs work; a failure becomes the problem screen, a cancellation nothing.
   * @param {() => Promise<void>} work
   * @param {() => unknown} retry
   * @param {Step} [step] whose picture may be taken again
   */
  async attempt(work, retry, step) {
    const {signal} = this;
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) this.problem(error, retry, step);
    }
  }

  /**
   * @param {any} error
   * @param {(() => unknown) | undefined} retry
   * @param {Step} [step]
   */
  problem(error, retry, step) {
    // A session that may yet be renewed is no reason to begin anew.
    if (error?.code === 'expired' && this.#unrenewed?.retryable) error = this.#unrenewed;
    const code = typeof error?.code === 'string' ? error.code : 'internal';
    this.events.problem(code, error);
    this.stage.show(problemScreen(this, {code, retry: error?.retryable ? retry : undefined, step}));
  }
}
