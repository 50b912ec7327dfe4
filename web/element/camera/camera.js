/**
 * One camera. Its states are in state.js; this does what each of them takes. The stream is stopped
 * whenever nobody looks at it: hidden page, left screen, taken picture.
 */
import {canvasIsReliable} from '../../capture/trust.js';
import {cameras, idOf, openCamera, remember, remembered, stopTracks} from './choose.js';
import {CameraControls} from './controls.js';
import {facingOf} from './lens.js';
import {after} from './state.js';
import {frameOf, takeStill} from './still.js';
import {CameraError, permission} from './error.js';

/** @import {Facing} from './lens.js' */
/** @import {State} from './state.js' */

/** A camera that gives nothing for so long, in ms, has been taken away. */
const silence = 2000;

export class Camera {
  /** @type {State} */
  state = 'off';
  /** @type {MediaDeviceInfo[]} as far as the browser tells; known when live */
  devices = [];
  /** @type {CameraControls | undefined} of a live camera */
  controls;
  #video;
  #facing;
  #onChange;
  /** @type {string | undefined} */
  #chosen;
  /** @type {MediaStream | undefined} */
  #stream;
  /** Counts openings, so that a stream that arrives after the person has left is stopped at once. */
  #turn = 0;
  #watch = new AbortController();
  /** @type {CameraError | undefined} why it has failed */
  #error;

  /**
   * @param {HTMLVideoElement} video muted, playsinline
   * @param {Facing} facing
   * @param {(state: State, error?: CameraError) => void} onChange also called when what a live camera offers has changed
   */
  constructor(video, facing, onChange) {
    this.#video = video;
    this.#facing = facing;
    this.#onChange = onChange;
    this.#chosen = remembered(facing);
  }

  /** The deviceId of the open camera. */
  get current() {
    return this.#stream && idOf(this.#stream);
  }

  /** @returns {Facing | undefined} where the open camera looks, as far as the browser tells */
  get facing() {
    const told = this.#stream?.getVideoTracks()[0]?.getSettings().facingMode;
    const device = this.devices.find(({deviceId}) => deviceId === this.current);
    return /** @type {Facing | undefined} */ (told) ?? (device && facingOf(device));
  }

  open() {
    if (this.state === 'off') this.#listen();
    this.#go('open');
    if (document.hidden) this.#go('hide');
  }

  close() {
    this.#watch.abort();
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
    const still = this.state === 'live' && track && await takeStill(this.#video, track);
    if (!still) throw new CameraError('camera_lost');
    return still;
  }

  /** @param {import('./state.js').Happening} happening @param {CameraError} [error] */
  #go(happening, error) {
    const state = after(this.state, happening);
    if (!state) return;
    this.state = state;
    this.#error = error;
    if (state !== 'live') this.#stop();
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
    try {
      // A picture would be noise: better none, and said before the person is asked for the camera.
      if (!canvasIsReliable()) throw new CameraError('camera_unsupported', 'protected');
      const stream = await openCamera(this.#facing, this.#chosen, wanted);
      if (!wanted()) return stopTracks(stream);
      this.#stream = stream;
      const [track] = stream.getVideoTracks();
      this.#follow(track, wanted);
      this.#video.srcObject = stream;
      // Battery savers refuse to play; a frame may come all the same.
      void this.#video.play().catch(() => {});
      const shown = await frameOf(this.#video, 5000);
      const devices = await cameras();
      if (!wanted()) return;
      if (!shown) throw new CameraError('camera_lost');
      this.devices = devices;
      this.controls = new CameraControls(track);
      this.#go('opened');
      // Some phones tell of their light only a moment later.
      setTimeout(() => wanted() && this.#onChange('live'), 700);
    } catch (error) {
      const failure = await why(error);
      if (wanted()) this.#go('fail', failure);
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
    const look = () => this.#go(document.hidden ? 'hide' : 'show');
    document.addEventListener('visibilitychange', look, {signal});
    addEventListener('pagehide', () => this.#go('hide'), {signal});
    addEventListener('pageshow', look, {signal});
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

/** @param {unknown} error @returns {Promise<CameraError>} */
const why = (error) => import('./trouble.js')
  .then(async ({circumstances, explain}) => explain(error, await circumstances()))
  .catch(() => new CameraError('camera_lost'));
