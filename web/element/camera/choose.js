/** Chooses a camera and its size, and remembers the person's choice. */
/** @import {Facing} from './lens.js' */

const sizes = [[3840, 2160], [1920, 1080]];

/**
 * The constraints to try, the best first: some drivers refuse a size instead of using the nearest, and some
 * can't start at 4K.
 * @param {Facing} facing
 * @param {string} [deviceId]
 * @param {MediaTrackSupportedConstraints & {resizeMode?: boolean}} [supported]
 * @returns {MediaTrackConstraints[]}
 */
export function ladder(facing, deviceId, supported = {}) {
  /** @type {MediaTrackConstraints[]} */
  const aims = [{facingMode: {ideal: facing}}];
  if (deviceId) aims.unshift({deviceId: {exact: deviceId}});
  // Without it a browser may offer a size that it has scaled up itself.
  const whole = supported.resizeMode ? {resizeMode: {ideal: 'none'}} : {};
  return aims.flatMap((aim) => [...sizes.map(([width, height]) => ({...aim, width: {ideal: width}, height: {ideal: height}, ...whole})), aim]);
}

/** Errors that pass: another page, or the system, is closing the camera. */
const passing = ['NotReadableError', 'TrackStartError', 'AbortError'];

/** Errors after which weaker constraints may work. */
const refusals = ['OverconstrainedError', 'ConstraintNotSatisfiedError', ...passing];

/** ms before the second try. */
const pause = 1000;

/**
 * @param {Facing} facing
 * @param {string | undefined} deviceId
 * @param {() => boolean} again whether a second try is wanted
 * @returns {Promise<MediaStream>}
 */
async function request(facing, deviceId, again) {
  const devices = navigator.mediaDevices;
  let failure;
  for (const video of ladder(facing, deviceId, devices.getSupportedConstraints())) {
    try {
      return await devices.getUserMedia({video, audio: false});
    } catch (error) {
      failure = error;
      const gone = video.deviceId && /** @type {Error} */ (error).name === 'NotFoundError';
      if (!gone && !refusals.includes(/** @type {Error} */ (error).name)) throw error;
    }
  }
  if (passing.includes(/** @type {Error} */ (failure).name) && await new Promise((done) => setTimeout(() => done(again()), pause))) {
    return request(facing, deviceId, () => false);
  }
  throw failure;
}

/** @returns {Promise<MediaDeviceInfo[]>} */
export async function cameras() {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  return devices.filter(({kind}) => kind === 'videoinput');
}

/** The labels of cameras matter only where there are several; without the table the browser chooses. */
const lens = () => import('./lens.js').catch(() => undefined);

/** @param {Facing} facing @param {string} [current] deviceId */
async function better(facing, current) {
  const devices = await cameras();
  return devices.length > 1 && devices.some(({label}) => label) ? (await lens())?.betterCamera(devices, facing, current) : undefined;
}

/**
 * @param {MediaStream} stream
 * @param {MediaDeviceInfo[]} devices
 * @returns {Promise<Facing | undefined>} undefined: the browser doesn't say
 */
export async function facingOf(stream, devices) {
  const {facingMode} = stream.getVideoTracks()[0].getSettings();
  const device = devices.find(({deviceId}) => deviceId === idOf(stream));
  return /** @type {Facing | undefined} */ (facingMode) ?? (device && devices.length > 1 ? (await lens())?.facingOf(device) : undefined);
}

/**
 * Opens the camera that the person chose, or the best one. Browsers give the labels only while a camera is
 * open, so the first time may open two.
 * @param {Facing} facing
 * @param {string | undefined} chosen deviceId; another camera does when it is gone
 * @param {() => boolean} wanted false when the person has left meanwhile
 */
export async function openCamera(facing, chosen, wanted) {
  const first = chosen ?? await better(facing);
  const stream = await request(facing, first, wanted);
  if (first === idOf(stream) || !wanted()) return stream;
  const other = await better(facing, idOf(stream));
  if (!other || other === first) return stream;
  stopTracks(stream); // first: phones can't open two
  return wanted() ? request(facing, other, wanted) : stream;
}

/** @param {MediaStream} stream */
export const idOf = (stream) => stream.getVideoTracks()[0]?.getSettings().deviceId;

/** @param {MediaStream} stream */
export function stopTracks(stream) {
  for (const track of stream.getTracks()) track.stop();
}

/** @param {Facing} facing */
const key = (facing) => `credential-capture.camera.${facing}`;

/** @param {Facing} facing */
export function remembered(facing) {
  try {
    return localStorage.getItem(key(facing)) ?? undefined;
  } catch {
    return undefined; // storage is off
  }
}

/** @param {Facing} facing @param {string} deviceId */
export function remember(facing, deviceId) {
  try {
    localStorage.setItem(key(facing), deviceId);
  } catch {
    // storage is off: the choice lasts as long as the screen
  }
}
