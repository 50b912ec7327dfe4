/** The failure of a camera, and what is needed before a camera opens. */

/** @typedef {'camera_insecure' | 'camera_unsupported' | 'camera_policy' | 'camera_inapp' | 'camera_denied' | 'camera_none' | 'camera_busy' | 'camera_timeout' | 'camera_lost'} Cause */

export class CameraError extends Error {
  /**
   * @param {Cause} code
   * @param {string} [where] selects the words of the remedy: the browser's name or its error
   */
  constructor(code, where = '') {
    super(code);
    this.name = 'CameraError';
    this.code = code;
    this.where = where;
  }
}

/** @returns {Promise<PermissionStatus | undefined>} undefined: the browser doesn't know this one */
export const permission = async () => navigator.permissions?.query({name: /** @type {PermissionName} */ ('camera')}).catch(() => undefined);

/** Phones and tablets: they have a camera app of their own. */
export const isHandheld = () => /Android|iPhone|iPad|iPod/.test(navigator.userAgent) || (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
