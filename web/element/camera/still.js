/** One picture of what the camera sees: its photo where that is larger and comes in time, else the frame. */

/** How long a photo may take, in ms. Phones need up to a second for 12 MP; some drivers never answer. */
const photoTimeout = 2500;

/**
 * @param {HTMLVideoElement} video
 * @param {MediaStreamTrack} track
 * @returns {Promise<Blob | undefined>} unmirrored, in the camera's own size; undefined: there is none
 */
export async function takeStill(video, track) {
  if (!await frameOf(video)) return undefined;
  const {videoWidth: width, videoHeight: height} = video;
  // A frame is kept first: takePhoto takes a while, and the document may be gone by then.
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d', {alpha: false})?.drawImage(video, 0, 0, width, height);
  const photo = await soon(photoOf(track, width * height), photoTimeout);
  /** @type {Blob | null | undefined} */
  const still = photo ?? await new Promise((done) => canvas.toBlob(done, 'image/jpeg', .95));
  canvas.width = canvas.height = 0; // frees its memory now, not at some collection
  return still && (still === photo || still.type === 'image/jpeg') ? still : undefined;
}

/**
 * @param {MediaStreamTrack} track
 * @param {number} atLeast pixels: a photo that isn't larger than the frame is not worth its wait
 * @returns {Promise<Blob | undefined>}
 */
async function photoOf(track, atLeast) {
  const {ImageCapture} = /** @type {any} */ (window);
  if (!ImageCapture) return undefined;
  const capture = new ImageCapture(track);
  const {imageWidth, imageHeight} = await capture.getPhotoCapabilities();
  if (!(imageWidth?.max * imageHeight?.max > atLeast)) return undefined;
  /** @type {Blob} */
  const photo = await capture.takePhoto({imageWidth: imageWidth.max, imageHeight: imageHeight.max});
  // What drivers promise and what they give are two things; this also shows that it can be read.
  const bitmap = await createImageBitmap(photo);
  const pixels = bitmap.width * bitmap.height;
  bitmap.close();
  return pixels > atLeast ? photo : undefined;
}

/**
 * Waits for a frame to show: right after play() the picture may still be empty, and after a pause it is old.
 * @param {HTMLVideoElement} video
 * @param {number} [ms]
 * @returns {Promise<boolean>} whether there is one; of a video that the browser keeps paused, any will do
 */
export async function frameOf(video, ms = 2000) {
  if (video.readyState < video.HAVE_CURRENT_DATA || !video.videoWidth) {
    await soon(new Promise((done) => video.addEventListener('loadeddata', done, {once: true})), ms);
  }
  if ('requestVideoFrameCallback' in video && !video.paused) {
    const frame = await soon(new Promise((done) => video.requestVideoFrameCallback(done)), ms);
    if (frame === undefined && !video.paused) return false;
  }
  return video.videoWidth > 0;
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {number} ms
 * @returns {Promise<T | undefined>} undefined when it is late or fails; what comes later is dropped
 */
function soon(promise, ms) {
  return Promise.race([promise.catch(() => undefined), new Promise((done) => setTimeout(done, ms))]);
}
