/**
 * One camera as an explicit state machine: off → opening → live → (paused → opening) → off, and failed
 * from anywhere. The stream is stopped whenever nobody looks at it: hidden page, left screen, taken picture.
 */

/** @typedef {'off' | 'opening' | 'live' | 'paused' | 'failed'} State */
/** @typedef {'camera_insecure' | 'camera_unsupported' | 'camera_policy' | 'camera_denied' | 'camera_none' | 'camera_busy' | 'camera_lost'} Cause */

export class CameraError extends Error {
  /** @param {Cause} code */
  constructor(code) {
    super(code);
    this.name = 'CameraError';
    this.code = code;
  }
}

export class Camera {
  /** @type {State} */
  state = 'off';
  #video;
  #onChange;
  /** @type {MediaStream | undefined} */
  #stream;
  #facing;
  /** Counts openings, so that a stream that arrives after the person has left is stopped at once. */
  #opening = 0;

  /**
   * @param {HTMLVideoElement} video muted, playsinline
   * @param {'user' | 'environment'} facing
   * @param {(state: State, error?: CameraError) => void} onChange
   */
  constructor(video, facing, onChange) {
    this.#video = video;
    this.#facing = facing;
    this.#onChange = onChange;
    this.onVisibility = this.onVisibility.bind(this);
  }

  /** Whether the preview should be mirrored: people know themselves from mirrors. The picture never is. */
  get mirrored() {
    return this.#facing === 'user';
  }

  async open() {
    document.addEventListener('visibilitychange', this.onVisibility);
    const mine = ++this.#opening;
    this.#stop();
    this.#change('opening');
    try {
      const stream = await request(this.#facing);
      if (mine !== this.#opening) return stopTracks(stream);
      this.#stream = stream;
      stream.getVideoTracks()[0]?.addEventListener('ended', () => {
        if (this.#stream === stream) this.#fail(new CameraError('camera_lost'));
      });
      this.#video.srcObject = stream;
      await this.#video.play();
      await frame(this.#video);
      if (mine === this.#opening) this.#change('live');
    } catch (error) {
      if (mine === this.#opening) this.#fail(explain(error));
    }
  }

  close() {
    document.removeEventListener('visibilitychange', this.onVisibility);
    this.#opening++;
    this.#stop();
    this.#change('off');
  }

  async switch() {
    this.#facing = this.#facing === 'user' ? 'environment' : 'user';
    await this.open();
  }

  /** How many cameras there are, as far as the browser tells. */
  async count() {
    const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    return devices.filter((device) => device.kind === 'videoinput').length;
  }

  /** Whether the camera has a light that can be switched. */
  get hasTorch() {
    const track = this.#stream?.getVideoTracks()[0];
    return 'torch' in (track?.getCapabilities?.() ?? {});
  }

  /** @param {boolean} on */
  async torch(on) {
    const wanted = /** @type {MediaTrackConstraints} */ ({advanced: [/** @type {object} */ ({torch: on})]});
    await this.#stream?.getVideoTracks()[0]?.applyConstraints(wanted).catch(() => {});
  }

  /**
   * The whole frame that is shown, unmirrored, as JPEG.
   * @returns {Promise<Blob>}
   */
  async still() {
    if (this.state !== 'live') throw new CameraError('camera_lost');
    await frame(this.#video);
    const canvas = document.createElement('canvas');
    canvas.width = this.#video.videoWidth;
    canvas.height = this.#video.videoHeight;
    canvas.getContext('2d', {alpha: false})?.drawImage(this.#video, 0, 0);
    /** @type {Blob | null} */
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.95));
    canvas.width = canvas.height = 0; // frees its memory now, not at some collection
    if (!blob || blob.type !== 'image/jpeg') throw new CameraError('camera_lost');
    return blob;
  }

  onVisibility() {
    if (document.hidden && (this.state === 'live' || this.state === 'opening')) {
      this.#opening++;
      this.#stop();
      this.#change('paused');
    } else if (!document.hidden && this.state === 'paused') {
      void this.open();
    }
  }

  #stop() {
    if (this.#stream) stopTracks(this.#stream);
    this.#stream = undefined;
    this.#video.srcObject = null;
  }

  /** @param {CameraError} error */
  #fail(error) {
    this.#opening++;
    this.#stop();
    this.#change('failed', error);
  }

  /**
   * @param {State} state
   * @param {CameraError} [error]
   */
  #change(state, error) {
    this.state = state;
    this.#onChange(state, error);
  }
}

/** @param {MediaStream} stream */
function stopTracks(stream) {
  for (const track of stream.getTracks()) track.stop();
}

/** @param {'user' | 'environment'} facing */
async function request(facing) {
  if (!isSecureContext) throw new CameraError('camera_insecure');
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraError('camera_unsupported');
  const video = {facingMode: {ideal: facing}, width: {ideal: 3840}, height: {ideal: 2160}};
  try {
    return await navigator.mediaDevices.getUserMedia({video, audio: false});
  } catch (error) {
    // Some drivers refuse what they can't do instead of coming near it.
    if (/** @type {DOMException} */ (error).name !== 'OverconstrainedError') throw error;
    return navigator.mediaDevices.getUserMedia({video: true, audio: false});
  }
}

/**
 * Waits for a frame to show: right after play() the picture may still be empty.
 * @param {HTMLVideoElement} video
 */
async function frame(video) {
  if (video.readyState < video.HAVE_CURRENT_DATA || !video.videoWidth) {
    await new Promise((done) => video.addEventListener('loadeddata', done, {once: true}));
  }
  if ('requestVideoFrameCallback' in video && !video.paused) {
    await new Promise((done) => video.requestVideoFrameCallback(done));
  }
}

/**
 * @param {unknown} error
 * @returns {CameraError}
 */
function explain(error) {
  if (error instanceof CameraError) return error;
  switch (/** @type {DOMException} */ (error)?.name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return new CameraError(blockedByPolicy() ? 'camera_policy' : 'camera_denied');
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return new CameraError('camera_none');
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return new CameraError('camera_busy');
  }
  return new CameraError('camera_lost');
}

/** Whether the page, or the frame it is in, has no right to a camera at all. */
function blockedByPolicy() {
  const policy = /** @type {any} */ (document).featurePolicy;
  return policy?.allowsFeature ? !policy.allowsFeature('camera') : false;
}
