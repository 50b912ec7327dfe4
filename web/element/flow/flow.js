/**
 * The way from start to done: which screen comes next, and the work between screens. It draws nothing
 * itself. What it knows is in `state`; what the person has confirmed goes up by itself (`uploads`).
 */
import {CaptureEvents} from '../announce.js';
import {check} from './check.js';
import {Devices} from '../handover/devices.js';
import {asked} from './plan.js';
import {busyScreen} from '../screens/busy.js';
import {cameraScreen} from '../screens/camera.js';
import {screensFor} from '../screens/more.js';
import {doneScreen, overviewScreen} from '../screens/overview.js';
import {problemScreen} from '../screens/problem.js';
import {reviewScreen} from '../screens/review.js';
import {instructionScreen, startScreen} from '../screens/start.js';
import {Service} from './service.js';
import {State} from './state.js';
import {Tray} from '../ui/tray.js';
import {Uploads} from './uploads.js';

/** @typedef {import('../../capture.js').Step} Step */
/** @typedef {import('../ui/stage.js').Stage} Stage */
/** @typedef {import('../ui/stage.js').Screen} Screen */

/** @typedef {import('../settings.js').Settings} Settings */

export class Flow {
  state = new State();
  uploads = new Uploads(this);
  /** @type {import('../screens/more.js').More} */
  #more = /** @type {any} */ ({});
  /** Which screen the newest picture was taken on. */
  #from = '';
  /** Another device, which goes on with the session. */
  devices = new Devices(this);
  /** @type {import('../store/memory.js').Memory | undefined} what outlives the page */
  memory;
  /** What speaks against pictures that were made fit. @type {WeakMap<Blob, import('../camera/advice.js').Advice>} */
  advice = new WeakMap();
  /** Ends everything that is going on when the person cancels or the element goes. */
  #ending = new AbortController();

  /**
   * @param {Stage} stage
   * @param {() => Settings} settings
   * @param {CaptureEvents} events
   */
  constructor(stage, settings, events) {
    this.stage = stage;
    this.settings = settings;
    this.events = events;
    this.tray = new Tray(this);
    this.service = this.#connect();
  }

  #connect() {
    return new Service(this.settings, this.signal, () => {
      this.state.set('session', this.service.session?.snapshot());
      this.uploads.catchUp();
    });
  }

  get words() {
    return this.stage.words;
  }

  get signal() {
    return this.#ending.signal;
  }

  /** How pictures are made fit. */
  get fitting() {
    const {prefer, maxEdge} = this.settings();
    return maxEdge ? {prefer, limits: {maxSide: maxEdge}} : {prefer};
  }

  /**
   * Back to the first screen, or to another; what was captured is forgotten.
   * @param {Screen} [screen]
   */
  reset(screen) {
    this.devices.drop();
    this.end();
    this.#ending = new AbortController();
    this.service = this.#connect();
    this.uploads = new Uploads(this);
    this.state.clear();
    this.stage.show(screen ?? startScreen(this));
  }

  /** Stops everything; the state stays, so that it can be kept. */
  end() {
    this.#ending.abort();
    this.stage.leave();
    this.service.close();
  }

  cancel() {
    if (this.devices.guest) return void this.devices.giveBack();
    this.events.cancel();
    this.reset();
  }

  async start() {
    void this.memory?.forget();
    this.stage.show(busyScreen(this, 'busy.session'));
    await this.attempt(async () => {
      await this.begun();
      this.next();
    }, () => this.start());
  }

  /** Goes on where the person was before the page was loaded again; begins anew where that can't be. */
  async goOn() {
    const {signal} = this;
    this.stage.show(busyScreen(this, 'busy.session'));
    const snapshot = await this.memory?.recall();
    if (signal.aborted) return;
    await (snapshot ? this.resume(snapshot) : this.start());
  }

  /**
   * Goes on where a snapshot of the state was taken.
   * @param {import('./state.js').Snapshot} snapshot
   */
  async resume(snapshot) {
    const {session, place: {screen, key}} = snapshot;
    if (!session) return this.stage.show(startScreen(this));
    this.state.clear(snapshot);
    await this.attempt(async () => {
      if (await this.devices.resumes()) return undefined;
      await this.begun(session);
      this.uploads.catchUp();
      const step = key && this.step(key);
      if (!step) return screen === 'overview' ? this.stage.show(overviewScreen(this)) : this.next();
      return this.begin(step);
    }, () => this.resume(snapshot));
  }

  /**
   * Learns what is asked for.
   * @param {object} [saved] the session that goes on
   */
  async begun(saved) {
    await this.service.begin(saved);
    const {steps} = this;
    this.#more = await screensFor(this);
    // Whatever is wrong with the session is told now, unless a better time comes: a load that failed is
    // tried again when a picture needs it.
    this.service.open().catch((error) => {
      if (['invalid_session', 'forbidden', 'bad_option'].includes(error?.code)) this.problem(error, undefined);
    });
    this.events.ready(steps);
  }

  /** @returns {Step[]} what is asked of the person, in order */
  get steps() {
    const {steps} = this.service;
    this.state.follow(steps);
    return asked(steps, (step) => this.state.chosen(this.#group(step)), this.settings().steps);
  }

  /**
   * The key under which what was chosen of a credential is kept.
   * @param {Step} step
   */
  #group({credential}) {
    return this.state.key(/** @type {Step} */ (this.service.steps.find((each) => each.credential === credential)));
  }

  /** @param {string} key */
  step(key) {
    return this.steps.find((step) => this.state.key(step) === key);
  }

  /**
   * Whether nothing more is asked of the person for a step.
   * @param {Step} step
   */
  has(step) {
    return step.done || this.state.has(step);
  }

  /** Goes on to the first step that isn't done, or to the overview. */
  next() {
    const step = this.steps.find((each) => !this.has(each));
    if (!step) this.stage.show(overviewScreen(this));
    else this.begin(step);
  }

  /**
   * Where the way back leads from a step: the one before it, or out while there is nothing to lose.
   * @param {Step} step
   * @returns {(() => void) | undefined}
   */
  back(step) {
    const {steps} = this;
    if (steps.every((each) => this.has(each))) return () => this.next();
    if (step.part === 'FRONT' && this.choices(step)) return () => this.choose(step);
    return this.before(step);
  }

  /** @param {Step} step */
  before(step) {
    const {steps} = this;
    const before = steps[steps.findIndex((each) => each.id === step.id) - 1];
    if (before) return () => this.begin(before);
    return steps.some((each) => this.has(each)) ? undefined : () => this.cancel();
  }

  /**
   * What of a step's document is left to the person.
   * @param {Step} step
   * @returns {import('./plan.js').Plan['open'][string] | undefined}
   */
  choices = ({credential}) => {
    const open = this.service.plan.open[credential];
    return open?.types.length || open?.countries.length ? open : undefined;
  };

  /** @param {Step} step */
  #undecided(step) {
    const open = this.choices(step);
    return open && (open.types.length > 0 && !step.type || open.countries.length > 0 && !step.country);
  }

  /** @param {Step} step */
  choose(step) {
    this.stage.show(this.#more.choiceScreen(this, step, this.#more.listCountries));
  }

  /**
   * @param {Step} step
   * @param {{type?: string, country?: string}} choice
   */
  async chosen(step, choice) {
    const back = this.steps.find((each) => each.part === 'BACK' && each.credential === step.credential);
    this.state.choose(this.#group(step), choice);
    // A passport has no back: one that was taken of another document mustn't stay with it.
    if (back && choice.type === 'PASSPORT' && this.has(back)) await this.remove(back);
    else this.begin(this.step(this.state.key(step)) ?? step);
  }

  /** @param {Step} step */
  begin(step) {
    const {draft} = this.state.part(step);
    if (this.#undecided(step)) this.choose(step);
    else if (step.part === 'PREPARED_DATA') this.stage.show(this.#more.dataScreen(this, step));
    else if (step.part === 'DOCUMENT' && (draft.length || this.has(step))) this.pages(step);
    else if (draft.length) this.stage.show(reviewScreen(this, step, draft[0]));
    else this.instruct(step);
  }

  /**
   * Begins a step anew: what was captured and not confirmed goes.
   * @param {Step} step
   */
  redo(step) {
    this.state.draft(step, []);
    if (step.part === 'PREPARED_DATA') this.begin(step);
    else this.instruct(step);
  }

  /**
   * Another picture, by the way that the last one came.
   * @param {Step} step
   */
  retake(step) {
    this.state.draft(step, []);
    if (this.#from === 'camera') this.openCamera(step);
    else this.instruct(step);
  }

  /** @param {Step} step */
  instruct(step) {
    this.stage.show(instructionScreen(this, step));
  }

  /** @param {Step} step */
  pages(step) {
    const {draft, kept} = this.state.part(step);
    if (!draft.length) this.state.draft(step, [...kept]);
    this.stage.show(this.#more.documentScreen(this, step));
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
    if (this.stage.name !== 'problem') this.#from = this.stage.name ?? '';
    await this.attempt(() => check(this, step, files), () => this.take(step, files), step);
  }

  /**
   * The person has confirmed what was captured: it goes up while they go on.
   * @param {Step} step
   */
  use(step) {
    this.state.confirm(step);
    void this.uploads.push(step);
    this.next();
  }

  /** @param {Step} step */
  async remove(step) {
    this.stage.show(busyScreen(this, 'busy.delete'));
    await this.attempt(async () => {
      await this.uploads.remove(step);
      const {steps} = this;
      if (steps.every((each) => this.has(each) || each.id === step.id)) this.stage.show(overviewScreen(this));
      else this.next();
    }, () => this.remove(step));
  }

  async finalize() {
    this.stage.show(busyScreen(this, 'busy.finalize', true));
    await this.attempt(async () => {
      if (!await this.uploads.all()) return this.stage.show(overviewScreen(this));
      const session = await this.service.open();
      await session.finalize({signal: this.signal}).catch((error) => {
        if (this.steps.every((step) => step.done)) throw error;
      });
      // A session that was renewed on the way wants everything again first.
      if (this.steps.some((step) => !step.done)) return this.#again();
      const ids = /** @type {any} */ (session.snapshot());
      await this.finished(ids, this.devices.finished(ids));
    }, () => this.finalize());
  }

  /**
   * All is over, here or on another device.
   * @param {any} ids
   * @param {boolean} [guest] this is the other device
   */
  async finished(ids, guest) {
    this.state.clear();
    await this.memory?.forget(); // the host may leave the page when it hears of it
    this.stage.show(doneScreen(this, guest));
    this.events.finalized(ids);
  }

  /** Sends what a renewed session lacks, and asks for what can't be sent by itself. */
  async #again() {
    const complete = await this.uploads.all() && this.steps.every((step) => step.done);
    return complete ? this.finalize() : this.next();
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
   * @param {unknown} failure
   * @param {(() => unknown) | undefined} retry
   * @param {Step} [step]
   */
  problem(failure, retry, step) {
    const {code, retryable, error} = this.service.cause(failure);
    this.events.problem(code, error, step);
    this.stage.show(problemScreen(this, {code, retry: retryable ? retry : undefined, step}));
  }
}
