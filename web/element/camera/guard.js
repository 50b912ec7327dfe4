/** Notices when a live camera's frames stop without an event of its track. Loaded when a camera is live. */

/** ms between two looks. */
const interval = 200;
/** So many looks without a frame are 1.8 s. */
const maxMissed = 9;

/**
 * Counted are looks between which the page was painted: a page that isn't painted gets no frames either.
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
