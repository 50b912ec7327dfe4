/** Why there is no camera, and what to do about it in this browser. Loaded when there is none. */

import {CameraError, permission} from './error.js';

/**
 * @typedef {object} Circumstances
 * @property {boolean} secure
 * @property {boolean} supported
 * @property {boolean | undefined} allowed by the page's policy; undefined: the browser doesn't tell
 * @property {boolean} framed
 * @property {string | undefined} permission 'granted', 'prompt' or 'denied'; undefined: the browser doesn't tell
 * @property {string} browser
 */

/** @returns {Promise<Circumstances>} */
export async function circumstances() {
  const {featurePolicy, permissionsPolicy = featurePolicy} = /** @type {any} */ (document);
  return {
    secure: isSecureContext,
    supported: Boolean(navigator.mediaDevices?.getUserMedia),
    allowed: permissionsPolicy?.allowsFeature?.('camera'),
    framed: self !== top,
    permission: (await permission())?.state,
    browser: browserOf(navigator.userAgent, navigator.maxTouchPoints),
  };
}

/** @param {any} error @param {Circumstances} here @returns {CameraError} */
export function explain(error, here) {
  if (error instanceof CameraError) return error;
  const {browser} = here;
  if (!here.secure) return new CameraError('camera_insecure');
  if (!here.supported) return new CameraError(browser === 'inapp' ? 'camera_inapp' : 'camera_unsupported');
  switch (error?.name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
    case 'SecurityError':
      if (here.allowed === false) return new CameraError('camera_policy');
      if (browser === 'inapp') return new CameraError('camera_inapp');
      if (/system/i.test(error.message)) return new CameraError('camera_denied', 'system');
      if (here.permission === 'prompt' || /dismiss/i.test(error.message)) return new CameraError('camera_denied', 'once');
      // Only Chromium reports policies; elsewhere a frame without the permission looks like a refusal.
      if (here.framed && here.allowed === undefined) return new CameraError('camera_policy');
      return new CameraError('camera_denied', browser);
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

/** The first match counts: browsers also name the ones that they descend from. @type {[string, RegExp][]} */
const browsers = [
  ['inapp', /\bLine\/|FBA[NV]|FB_IAB|Instagram|MicroMessenger|Snapchat|musical_ly|Bytedance|LinkedInApp|Pinterest|Twitter|KAKAOTALK|; wv\)/i],
  ['samsung', /SamsungBrowser/],
  ['ios', /(CriOS|FxiOS|EdgiOS|OPiOS|GSA)\//],
  ['safari_ios', /(iPhone|iPad|iPod).*Safari\//],
  ['inapp', /iPhone|iPad|iPod/], // a page in an app: Safari itself says so
  ['edge', /Edg(A)?\//],
  ['firefox_android', /Android.*Firefox\//],
  ['firefox', /Firefox\//],
  ['chrome_android', /Android.*Chrome\//],
  ['chrome', /Chrome\//],
  ['safari_macos', /Safari\//],
];

/**
 * @param {string} agent
 * @param {number} touchPoints an iPad says that it is a Mac
 * @returns {string} '' for one that isn't known
 */
export function browserOf(agent, touchPoints) {
  const name = browsers.find(([, mark]) => mark.test(agent))?.[0] ?? '';
  return name === 'safari_macos' && touchPoints > 1 ? 'safari_ios' : name;
}
