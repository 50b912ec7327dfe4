/**
 * The effects of the flow: sessions, checks, uploads. Which event leads where is in table.js, what is known in
 * state.js, what is seen in screens/.
 */
import * as events from '../events.js';
import {Devices} from '../handover/devices.js';
import {busyScreen, checkingScreen} from '../screens/busy.js';
import {cameraScreen} from '../screens/camera.js';
import {later, screensFor} from '../screens/more.js';
import {problemScreen} from '../screens/problem.js';
import {instructionScreen, startScreen} from '../screens/start.js';
import {UploadStatus} from '../ui/upload-status.js';
import {Service} from './service.js';
import {State} from './state.js';
import {after, backAfter, nextStep, screenOf, wayBack} from './table.js';

/** @import {Step} from '../../capture.js' */
/** @import {ScreenHost} from '../ui/screen-host.js' */

/** What screens see of the flow: they read, and send events. */
/** @typedef {Pick<Flow, 'words' | 'state' | 'settings' | 'signal' | 'send' | 'say' | 'focus' | 'cause' | 'capture' | 'resumable' | 'uploadStatus' | 'late' | 'preload'>} View */

/** What comes with an event; which member, says the effect or the screen. @typedef {any} Detail */

export class Flow {
  state = new State(() => ({steps: this.service.steps, open: this.service.plan.open, wanted: this.settings().steps}));
  /** Loaded with what follows a picture. @type {import('./uploads.js').Uploads | undefined} */
  uploads;
  /** The handover to another device. */
  devices = new Devices(this);
  /** @type {import('../store/persistence.js').Persistence | undefined} */
  persistence;
  /** Makes screens by name. @type {Record<string, (view: View, detail: Detail) => import('../ui/screen-host.js').Screen>} */
  builders = {
    start: startScreen, busy: busyScreen, instruction: instructionScreen, camera: cameraScreen, checking: checkingScreen, problem: problemScreen,
  };
  /** The page of a document that is being retaken, by step and index: it stays until a new one takes its place. */
  retaken = {id: '', page: 0};
  /** What follows a picture, once it is loaded. @type {typeof import('./later.js') | undefined} */
  late;
  /** Whether the newest event was Back. */
  backwards = false;
  /** The screen from which the newest picture came. */
  #from = '';
  /** The id of the step that the person is changing by way of the overview. */
  #edited = '';
  /** Ends the check of a file that the person doesn't wait for. */
  #checking = new AbortController();
  /** @type {import('./check.js').Shot | undefined} of the newest picture */
  #shot;
  /** @type {(() => unknown) | undefined} does again what has failed */
  #retry;
  /** Aborted when the person cancels or the element is disconnected. */
  #ending = new AbortController();

  /**
   * @param {ScreenHost} screens
   * @param {() => import('../settings.js').Settings} settings
   * @param {(event: Event) => unknown} emit dispatches an event of the element
   */
  constructor(screens, settings, emit) {
    this.screens = screens;
    this.settings = settings;
    this.emit = emit;
    /** @type {UploadStatus} */
    this.uploadStatus = new UploadStatus(this);
    this.service = this.#connect();
  }

  #connect() {
    return new Service(this.settings, this.signal, () => {
      if (this.service.session) this.state.know(this.service.session);
      this.uploads?.catchUp();
    }, (event) => this.uploads?.delayed(event));
  }

  get words() { return this.screens.words; }
  get signal() { return this.#ending.signal; }

  /** The session from before a reload, without its pictures. */
  get resumable() { return this.persistence?.offers; }

  /** @param {string} text for a screen reader */
  say = (text) => this.screens.say(text);

  focus = () => this.screens.focus();

  /** @param {unknown} failure */
  cause = (failure) => this.service.cause(failure);

  capture = () => this.service.warmUp();

  /** @param {Step} step */
  wayBack = (step) => (this.retaken.id === step.id ? {target: 'step', step} : wayBack(this.state, step, {choosing: this.screens.name === 'choice', edited: this.#edited === step.id}));

  /**
   * @param {string} event
   * @param {Detail} [detail]
   * @returns {any} what the effect returns
   */
  send = (event, detail = {}) => {
    const target = after(this.screens.name, event);
    this.backwards = event === 'back';
    return target && this.#go(target, detail);
  };

  /** @param {string} target @param {Detail} [detail] */
  #go(target, detail = {}) {
    if (target in this.#effects) return /** @type {any} */ (this.#effects)[target](detail);
    if (target === 'done') return this.late?.finished(this, detail);
    if (target === 'problem') return this.#problem(detail);
    if (target === 'document') {
      this.retaken.id = '';
      const {draft, kept} = this.state.part(detail.step);
      if (!draft.length) this.state.draft(detail.step, [...kept]);
    }
    if (target === 'camera') this.preload();
    if (!this.builders[target]) return this.#load(target, detail);
    return this.screens.show(this.builders[target](this, detail));
  }

  /** @type {Record<string, (detail: Detail) => unknown>} */
  #effects = {
    begin: () => this.#begin(),
    restore: () => this.#restore(),
    ask: () => this.service.prefetch(),
    cancel: () => this.cancel(),
    reset: () => this.reset(),
    step: ({step, page, auto}) => this.#go(page !== undefined ? 'review' : screenOf(step, {
      undecided: this.state.isUndecided(step), draft: this.state.part(step).draft.length, complete: this.state.isComplete(step),
    }), {step, page, auto}),
    edit: ({step}) => {
      this.#edited = step.id;
      return this.#go('step', {step});
    },
    next: ({removed}) => {
      this.#edited = '';
      const step = nextStep(this.state.steps, this.state.isComplete, removed);
      return step ? this.#go('step', {step}) : this.#go('overview');
    },
    restored: ({step, screen}) => this.#go(step ? 'step' : screen === 'overview' ? screen : 'next', {step}),
    back: ({step}) => {
      const way = this.wayBack(step);
      return this.#go(way.target, {step: way.step});
    },
    leave: ({step}) => {
      this.#checking.abort();
      if (step) return this.#go('step', {step});
      return this.#go(this.state.steps.length ? 'overview' : 'reset');
    },
    choose: (detail) => this.#choose(detail),
    check: ({step, files}) => this.state.step(this.state.key(step)) && this.#check(step, files), // a file dialog may outlast the session
    shoot: ({step, still, shot}) => this.attempt(async () => {
      const picture = await still();
      if (this.screens.name === 'camera') await this.#check(step, [picture], shot);
    }, () => this.#go('camera', {step}), step),
    update: (detail) => this.screens.update(detail),
    use: ({step, page}) => {
      if (page !== undefined) return this.#go('step', {step});
      const back = this.#shot && this.settings().camera !== 'off' && backAfter(this.state, step);
      this.state.confirm(step);
      void this.uploads?.push(step);
      return back ? this.#go('camera', {step: back, front: step}) : this.#go('next');
    },
    redo: ({step, page}) => {
      if (page !== undefined) return this.#go('step', {step});
      this.state.draft(step, []);
      return this.#go(step.part === 'PREPARED_DATA' ? 'step' : 'instruction', {step});
    },
    retake: ({step, page}) => {
      if (page === undefined) this.state.draft(step, []);
      else this.retaken = {id: step.id, page};
      return this.#go(this.#from === 'camera' ? 'camera' : page === undefined ? 'step' : 'instruction', {step});
    },
    discard: ({step}) => {
      this.state.draft(step, []);
      return this.#go('next');
    },
    submit: (detail) => this.late?.submit(this, detail),
    remove: ({step}) => {
      this.state.remove(step, 'here');
      return this.screens.name === 'overview' || this.#go('next', {removed: step});
    },
    undo: ({step}) => {
      this.state.remove(step);
      this.uploads?.catchUp();
    },
    settle: () => this.uploads?.settle(),
    finalize: () => this.late?.finalize(this),
    retry: () => this.#retry?.(),
    report: ({error, step}) => this.emit(new events.ProblemEvent(this.cause(error).code, error, step)),
    upload: ({step}) => void this.uploads?.push(step),
    uploading: ({step, progress}) => this.emit(new events.UploadProgressEvent(step, progress)),
    uploaded: ({step, blobs}) => {
      if (this.screens.name !== 'camera') this.say(this.words.text('upload.done')); // there the guidance speaks
      this.emit(new events.PartEvent(step, blobs));
    },
    read: ({event}) => this.emit(event),
    lend: ({step}) => this.devices.run((handover) => handover.lend(step)),
    giveBack: () => this.devices.giveBack(),
    takeBack: () => this.devices.run((handover) => handover.takeBack()),
    renew: () => this.devices.run((handover) => handover.renew()),
    take: ({secret}) => this.devices.run((handover) => handover.take(secret)),
  };

  /** Back to the first screen, or to another; what was captured is forgotten. @param {string} [screen] */
  reset(screen = 'start') {
    this.devices.drop();
    this.end();
    this.#ending = new AbortController();
    this.service = this.#connect();
    this.uploads = this.late && new this.late.Uploads(this);
    this.state.clear();
    this.#go(screen);
  }

  /** Stops everything; the state stays, so that it can be stored. */
  end() {
    this.#ending.abort();
    this.screens.leave();
    this.service.close();
  }

  cancel() {
    if (this.devices.guest) return void this.devices.giveBack();
    this.emit(new events.CancelEvent('cancelled'));
    return this.reset();
  }

  /** Starts the flow, or continues it after a reload, as the first screen's button does. A flow under way continues. */
  async start() {
    if (this.screens.name === 'done') this.reset();
    const {name} = this.screens;
    if (name === 'start' || name === 'problem' && !this.state.session) await this.send(this.resumable ? 'resume' : 'start');
  }

  async #begin() {
    void this.persistence?.forget();
    this.send('wait', {back: () => this.cancel()});
    await this.attempt(async () => {
      await this.begun();
      this.send('opened');
    }, () => this.#begin());
  }

  /** Continues where the person was before a reload, or starts anew where that is impossible. */
  async #restore() {
    const {signal} = this;
    this.send('wait');
    const snapshot = await this.persistence?.recall();
    if (signal.aborted) return;
    await (snapshot ? this.resume(snapshot) : this.#begin());
  }

  /**
   * Continues from a snapshot of the state.
   * @param {import('./state.js').Snapshot} snapshot
   * @returns {Promise<void>}
   */
  async resume(snapshot) {
    const {session, place: {screen, key}} = snapshot;
    if (!session) return this.#go('start');
    this.state.clear(snapshot);
    return this.attempt(async () => {
      if (await this.devices.resumes()) return;
      await this.begun(session);
      this.loadLater().then(() => this.uploads?.settle(), () => {});
      this.send('restored', {step: key && this.state.step(key), screen});
    }, () => this.resume(snapshot));
  }

  /** Reads the session's steps. @param {object} [saved] the snapshot of a session to continue */
  async begun(saved) {
    const {service, signal} = this;
    await service.begin(saved);
    Object.assign(this.builders, await screensFor(this.state, this.screens.root));
    if (nextStep(this.state.steps, this.state.isComplete)?.part === 'PREPARED_DATA') await this.loadLater();
    if (signal.aborted) throw new DOMException('the person has left', 'AbortError'); // the integrator's function can't be cancelled
    // What is wrong with the session itself is reported now. A load that failed is repeated when a picture needs it.
    service.open().catch((error) => {
      if (['invalid_session', 'forbidden', 'bad_option', 'bad_asset', 'wasm_unavailable'].includes(error?.code)) this.send('failed', {error});
    });
    this.emit(new events.ReadyEvent(this.state.steps));
  }

  /** Loads the screens that follow a picture, and the form. */
  async loadLater() {
    const {late, form} = await later(this.state, this.screens.root, this.words);
    this.late = late;
    Object.assign(this.builders, late.screens, form);
    this.uploads ??= new late.Uploads(this);
    this.uploads.catchUp();
    this.uploadStatus.update();
  }

  /** Loads the later screens ahead. A load that failed is repeated by the next picture, and by the screen that is due. */
  preload = () => void this.loadLater().catch(() => {});

  /** Shows a screen once it is loaded. @param {string} target @param {Detail} detail @returns {Promise<void>} */
  #load(target, detail) {
    const {signal, screens} = this;
    if (screens.name !== 'checking') this.send('wait');
    const {name} = screens;
    return this.attempt(async () => {
      await this.loadLater();
      if (!signal.aborted && screens.name === name) screens.show(this.builders[target](this, detail));
    }, () => this.#load(target, detail), detail.step);
  }

  /** @param {{step: Step, choice: {type?: string, country?: string}}} detail */
  async #choose({step, choice}) {
    const {state} = this;
    const back = state.steps.find((each) => each.part === 'BACK' && each.credential === step.credential);
    state.choose(step, choice);
    // A passport has no back: that of another document must not stay with it.
    if (back && choice.type === 'PASSPORT' && state.isComplete(back)) await this.#remove(back);
    else this.#go('step', {step: state.step(state.key(step)) ?? step});
  }

  /**
   * Checks files and makes them fit; then the person looks at them.
   * @param {Step} step
   * @param {Blob[]} files only a document takes several
   * @param {import('./check.js').Shot} [shot]
   */
  async #check(step, files, shot) {
    if (!files.length) return;
    if (this.screens.name !== 'problem') this.#from = this.screens.name ?? '';
    this.#checking.abort();
    this.#checking = new AbortController();
    const {signal} = this.#checking;
    this.signal.addEventListener('abort', () => this.#checking.abort(), {signal});
    this.#shot = shot;
    await this.attempt(async () => {
      this.#go('checking', {step});
      await this.loadLater();
      await this.late?.check(this, step, files, shot, signal);
    }, () => this.#check(step, files, shot), step, signal);
  }

  /** @param {Step} step */
  async #remove(step) {
    this.send('wait', {text: 'busy.delete'});
    await this.attempt(async () => {
      await this.loadLater();
      await this.uploads?.remove(step);
      this.send('removed', {removed: step});
    }, () => this.#remove(step));
  }

  /**
   * Runs work; a failure becomes the problem screen, a cancellation nothing.
   * @param {() => Promise<void>} work
   * @param {() => unknown} retry
   * @param {Step} [step] whose picture may be taken again
   * @param {AbortSignal} [signal] of the cancellation
   */
  async attempt(work, retry, step, signal = this.signal) {
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) this.send('failed', {error, retry, step});
    }
  }

  /** @param {{error: unknown, retry?: () => unknown, step?: Step}} failure */
  #problem({error: failure, retry, step}) {
    const {code, retryable, error} = this.cause(failure);
    this.#retry = retryable ? retry : undefined;
    this.emit(new events.ProblemEvent(code, error, step));
    const {missing, retryAfterMs: wait} = error?.details ?? {};
    this.screens.show(problemScreen(this, {code, where: missing ? 'pixels' : undefined, retry: Boolean(this.#retry), step, wait}));
  }
}
