/** Controls of an open camera: focus, light and zoom, as far as the camera reports them. */

/** @typedef {{min: number, max: number, step: number, value: number}} Zoom */

export class CameraControls {
  #track;
  /** All constraints that are set: applying one alone would reset the others. @type {Record<string, any>} */
  #set = {};

  /** @param {MediaStreamTrack} track live: before that phones say they have nothing */
  constructor(track) {
    this.#track = track;
    if (this.#able.focusMode?.includes('continuous')) void this.set({focusMode: 'continuous'});
  }

  /** @returns {any} */
  get #able() {
    return this.#track.getCapabilities?.() ?? {};
  }

  /** Whether there is a light that can be switched. */
  get hasTorch() {
    return [this.#able.torch].flat().includes(true);
  }

  get torch() {
    return Boolean(this.#set.torch);
  }

  /** @returns {Zoom | undefined} undefined: there is nothing to be gained */
  get zoom() {
    const {min, max, step} = this.#able.zoom ?? {};
    if (!(max > min * 1.1)) return undefined;
    const {zoom = min} = /** @type {any} */ (this.#track.getSettings());
    // Beyond that it is only pixels made larger, and a hand that shakes.
    return {min, max: Math.min(max, Math.max(min, 1) * 4), step: step || .1, value: this.#set.zoom ?? zoom};
  }

  /**
   * @param {Record<string, any>} wanted torch, zoom or focusMode
   * @returns {Promise<boolean>} whether the camera did it
   */
  async set(wanted) {
    const all = {...this.#set, ...wanted};
    try {
      await this.#track.applyConstraints({advanced: [all]});
      this.#set = all;
      return true;
    } catch {
      return false;
    }
  }
}
