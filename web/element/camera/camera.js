/**
 * One camera. state.js has its states. The stream is stopped whenever it isn't shown: hidden page, hidden
 * element, another screen, picture taken.
 */
import {canvasIsReliable} from '../../capture/trust.js';
import {cameras, facingOf, idOf, openCamera, remember, remembered, stopTracks} from './choose.js';
import {after} from './state.js';
import {frameOf, takeStill} from './still.js';
import {CameraError, permission} from './error.js';

/** @import {Facing} from './lens.js' */
/** @import {State} from './state.js' */

/** ms without a frame after which the camera counts as lost. */
const silence = 2000;
/** ms between two looks at whether the element is shown. */
const interval = 200;
/** ms that a camera may take to open before other ways are offered: the person may still read the browser's question. */
const patience = 8000;
/** Takes the camera that is kept open between two screens. @type {ReturnType<typeof import('./guard.js').keepOpen> | undefined} */
let takeKept;

export class Camera {
  /** @type {State} */
  state = 'off';
  /** @type {MediaDeviceInfo[]} as far as the browser tells; known when live */
  devices = [];
  /** @type {Facing | undefined} where a live camera looks, as far as the browser tells */
  facing;
  /** @type {import('./controls.js').CameraControls | undefined} of a live camera, soon after it has opened */
  controls;
  #video;
  #facing;
  #onChange;
  #place;
  #taking = false;
  /** @type {string | undefined} */
  #chosen;
  /** @type {MediaStream | undefined} */
  #stream;
  /** Counts openings, so that a stream that arrives after the person has left is stopped at once. */
  #turn = 0;
  #watch = new AbortController();
  /** @type {typeof import('./guard.js') | undefined} */
  #guard;
  /** @type {CameraError | undefined} why it has failed */
  #error;

  /**
   * @param {HTMLVideoElement} video muted, playsinline
   * @param {Facing} facing
   * @param {(state: State, error?: CameraError) => void} onChange also called when what a live camera offers has changed
   * @param {HTMLElement} place the camera is off while this isn't shown
   */
  constructor(video, facing, onChange, place) {
    this.#place = place;
    this.#video = video;
    this.#facing = facing;
    this.#onChange = onChange;
    this.#chosen = remembered(facing);
  }

  /** The deviceId of the open camera. */
  get current() {
    return this.#stream && idOf(this.#stream);
  }

  open() {
    if (this.state === 'off') this.#listen();
    this.#go('open');
    if (document.hidden) this.#go('hide');
  }

  /** @param {Element | null} [place] where the check and the review are shown, after which the camera continues */
  close(place) {
    this.#watch.abort();
    if (place && this.#stream && this.controls && this.#guard) {
      takeKept = this.#guard.keepOpen({stream: this.#stream, controls: this.controls, facing: this.#facing}, place);
      this.#stream = undefined;
    }
    this.#go('close');
  }

  /** @param {string} deviceId opened now, and the next time */
  choose(deviceId) {
    this.#chosen = deviceId;
    remember(this.#facing, deviceId);
    this.open();
  }

  /** @returns {Promise<Blob>} unmirrored, as large as the camera gives it */
  async still() {
    const track = this.#stream?.getVideoTracks()[0];
    this.#taking = true; // phones may stop the stream for a photo
    const still = this.state === 'live' && track && await takeStill(this.#video, track).finally(() => (this.#taking = false));
    if (!still) throw new CameraError('camera_lost');
    return still;
  }

  /** @param {import('./state.js').Happening} happening @param {CameraError} [error] */
  #go(happening, error) {
    const state = after(this.state, happening);
    if (!state) return;
    this.state = state;
    this.#error = error;
    if (state !== 'live' && state !== 'late') this.#stop();
    this.#onChange(state, error);
    if (state === 'opening') void this.#acquire(this.#turn);
  }

  #stop() {
    this.#turn++;
    if (this.#stream) stopTracks(this.#stream);
    this.#stream = this.controls = undefined;
    this.#video.srcObject = null;
  }

  /** @param {number} turn */
  async #acquire(turn) {
    const wanted = () => turn === this.#turn;
    const late = setTimeout(() => wanted() && this.#go('late', new CameraError('camera_timeout')), patience);
    try {
      // A picture would be noise: fail before the browser asks for the permission.
      if (!canvasIsReliable()) throw new CameraError('camera_unsupported', 'protected');
      const before = takeKept?.(this.#facing);
      const stream = before?.stream ?? await openCamera(this.#facing, this.#chosen, wanted);
      if (!wanted()) return stopTracks(stream);
      this.#stream = stream;
      const [track] = stream.getVideoTracks();
      this.#follow(track, wanted);
      this.#video.srcObject = stream;
      // Battery savers refuse to play, and may show a frame nevertheless.
      void this.#video.play().catch(() => {});
      const shown = await frameOf(this.#video, 5000);
      const devices = await cameras();
      const looks = await facingOf(stream, devices);
      if (!wanted()) return;
      if (!shown) throw new CameraError('camera_lost');
      this.devices = devices;
      this.facing = looks;
      this.controls = before?.controls;
      this.#go('opened');
      void import('./guard.js').then((guard) => {
        if (!wanted()) return;
        this.#guard = guard;
        this.controls ??= new guard.CameraControls(track);
        guard.guard(this.#video, wanted, () => this.#taking, () => this.#go('fail', new CameraError('camera_lost')));
        this.#onChange('live');
      }, () => {});
      // Some phones report their light only a moment later.
      setTimeout(() => wanted() && this.#onChange('live'), 700);
    } catch (error) {
      const failure = await why(error);
      if (wanted()) this.#go('fail', failure);
    } finally {
      clearTimeout(late);
    }
  }

  /** @param {MediaStreamTrack} track @param {() => boolean} mine */
  #follow(track, mine) {
    const lost = () => mine() && this.#go('fail', new CameraError('camera_lost'));
    track.addEventListener('ended', lost);
    // Another tab or a call has it, or a shutter is closed. It may be back at once.
    track.addEventListener('mute', () => setTimeout(() => track.muted && lost(), silence));
  }

  /** For as long as the screen is there. */
  #listen() {
    this.#watch = new AbortController();
    const {signal} = this.#watch;
    let left = false;
    const look = () => this.#go(left || document.hidden || !isShown(this.#place) ? 'hide' : 'show');
    const timer = setInterval(look, interval); // no event is fired when an ancestor is hidden
    signal.addEventListener('abort', () => clearInterval(timer));
    document.addEventListener('visibilitychange', look, {signal});
    for (const type of ['pagehide', 'pageshow']) {
      addEventListener(type, () => {
        left = type === 'pagehide';
        look();
      }, {signal});
    }
    navigator.mediaDevices?.addEventListener?.('devicechange', () => void this.#recount(), {signal});
    // Allowed in the settings after all: no need to press anything.
    void permission().then((status) => status?.addEventListener('change', () => {
      if (status.state === 'granted' && this.state === 'failed') this.open();
    }, {signal}));
  }

  async #recount() {
    this.devices = await cameras();
    if (this.state === 'live') this.#onChange('live');
    // One has been plugged in.
    else if (this.#error?.code === 'camera_none' && this.devices.length) this.open();
  }
}

/** @param {Element} element */
export const isShown = (element) => element.checkVisibility?.() ?? element.getClientRects().length > 0;

/** @param {unknown} error @returns {Promise<CameraError>} */
const why = (error) => import('./trouble.js')
  .then(async ({circumstances, explain}) => explain(error, await circumstances()))
  .catch(() => new CameraError('camera_lost'));
