/** What a live camera needs: its controls, a watch over its frames, and over its stream between two screens. Loaded when it is live. */
import {isShown} from './camera.js';
import {stopTracks} from './choose.js';

export {CameraControls} from './controls.js';

/** ms between two looks. */
const interval = 200;
/** So many looks without a frame are 1.8 s. */
const maxMissed = 9;

/** ms that a camera stays open between two screens. */
const maxKept = 60_000;

/**
 * Notices when frames stop without an event of their track. Counted are looks between which the page was painted: a page that isn't painted gets no frames either.
 * @param {HTMLVideoElement} video
 * @param {() => boolean} mine whether the stream is still wanted
 * @param {() => boolean} busy phones may stop the frames while they take a photo
 * @param {() => void} lost
 */
export function guard(video, mine, busy, lost) {
  if (!('requestVideoFrameCallback' in video)) return;
  let missed = 0;
  let framed = true;
  const look = () => {
    if (!mine()) return;
    if (framed) video.requestVideoFrameCallback(() => (framed = true));
    missed = framed || video.paused || busy() ? 0 : missed + 1;
    if (missed >= maxMissed) return lost();
    framed = false;
    requestAnimationFrame(() => setTimeout(look, interval));
  };
  look();
}

/** @typedef {{stream: MediaStream, controls: import('./controls.js').CameraControls, facing: import('./lens.js').Facing}} Kept */

/**
 * Keeps a camera open for its next screen, while its picture is checked and reviewed. It stops when the page or the
 * place is hidden, and when another screen is shown.
 * @param {Kept} camera
 * @param {Element} place of the screens
 * @returns {(facing?: string) => Kept | undefined} takes the camera; another one than is needed is stopped
 */
export function keepOpen(camera, place) {
  const ending = new AbortController();
  const end = performance.now() + maxKept;
  /** @type {Kept | undefined} */
  let kept = camera;
  /** @param {string} [facing] */
  const take = (facing) => {
    const taken = kept;
    kept = undefined;
    ending.abort();
    if (taken?.facing === facing && taken?.stream.active) return taken;
    if (taken) stopTracks(taken.stream);
    return undefined;
  };
  const look = () => {
    const screen = place.querySelector('[data-screen]')?.getAttribute('data-screen') ?? '';
    if (document.hidden || !isShown(place) || performance.now() > end || !['checking', 'review', 'camera'].includes(screen)) take();
  };
  const timer = setInterval(look, interval);
  document.addEventListener('visibilitychange', look, {signal: ending.signal});
  ending.signal.addEventListener('abort', () => clearInterval(timer));
  return take;
}
