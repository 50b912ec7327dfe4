/** Which camera is asked for, in which size, and what the person chose the last time. */
import {betterCamera} from './lens.js';

/** @import {Facing} from './lens.js' */

const sizes = [[3840, 2160], [1920, 1080]];

/**
 * What is asked for, from the best down to whatever there is: some drivers refuse what they can't do
 * instead of coming near it, and some can't start at 4K.
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

/** After these a lower rung may do. */
const refusals = ['OverconstrainedError', 'ConstraintNotSatisfiedError', 'NotReadableError', 'TrackStartError', 'AbortError'];

/** @param {Facing} facing @param {string} [deviceId] */
async function request(facing, deviceId) {
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
  throw failure;
}

/** @returns {Promise<MediaDeviceInfo[]>} */
export async function cameras() {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  return devices.filter(({kind}) => kind === 'videoinput');
}

/**
 * Opens the camera that the person chose, or the best one. What the cameras are called is told only after
 * one is open, so the first time may take two openings.
 * @param {Facing} facing
 * @param {string | undefined} chosen deviceId; another camera does when it is gone
 * @param {() => boolean} wanted false when the person has left meanwhile
 */
export async function openCamera(facing, chosen, wanted) {
  const first = chosen ?? betterCamera(await cameras(), facing);
  const stream = await request(facing, first);
  if (first === idOf(stream) || !wanted()) return stream;
  const better = betterCamera(await cameras(), facing, idOf(stream));
  if (!better || better === first) return stream;
  stopTracks(stream); // first: phones can't open two
  return wanted() ? request(facing, better) : stream;
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
