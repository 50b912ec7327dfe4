/** What a camera's failure is, and what little has to be known of cameras before there is one. */

/** @typedef {'camera_insecure' | 'camera_unsupported' | 'camera_policy' | 'camera_inapp' | 'camera_denied' | 'camera_none' | 'camera_busy' | 'camera_timeout' | 'camera_lost'} Cause */

export class CameraError extends Error {
  /**
   * @param {Cause} code
   * @param {string} [where] which words say it best: a browser's name, or what the browser said
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
