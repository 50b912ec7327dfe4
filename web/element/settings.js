/** The attributes: valid values, and defaults for absent and invalid ones. */
import {parts} from './flow/plan.js';
import {defaults, known} from './ui/fields.js';

/**
 * Reads a text; undefined when it is invalid.
 * @template T
 * @typedef {(text: string) => T | undefined} Read
 */

/**
 * @template {string} T
 * @param {...T} allowed
 * @returns {Read<T>}
 */
const oneOf = (...allowed) => (text) => allowed.find((each) => each === text);

/** @param {readonly string[]} allowed @returns {Read<string[]>} */
const listOf = (allowed) => (text) => {
  const list = text.split(',').map((each) => each.trim()).filter(Boolean);
  return list.length && list.every((each, i) => allowed.includes(each) && list.indexOf(each) === i) ? list : undefined;
};

/**
 * URL.parse, which Safari has since 18 and Chrome since 126.
 * @param {string} text
 * @param {string} [base]
 */
export function parseURL(text, base) {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

/** @type {Read<string>} */
const url = (text) => (parseURL(text, document.baseURI) ? text : undefined);

/** @type {Read<string>} A page of this site: the link's origin is the server's own. */
const ownPage = (text) => (parseURL(text, document.baseURI)?.origin === location.origin ? text : undefined);

/** @type {Read<string>} */
const origin = (text) => {
  const address = parseURL(text);
  return address && /^https?:$/.test(address.protocol) && address.href === `${address.origin}/` ? address.origin : undefined;
};

/** @type {Read<number>} The service takes no picture whose longest side has 300 px or less. */
const px = (text) => (/^\d{3,5}$/.test(text) && Number(text) > 300 ? Number(text) : undefined);

/** @type {Read<string>} */
const tag = (text) => (/^[a-z]{2,3}(-[a-z0-9]+)*$/i.test(text) ? text : undefined);

const toggle = {read: oneOf('on', 'off'), otherwise: /** @type {'on' | 'off'} */ ('on')};

export const attributes = {
  'session-url': {read: url, otherwise: '/session'},
  'api-origin': {read: origin, otherwise: ''},
  'assets-url': {read: url, otherwise: ''},
  'wasm-url': {read: url, otherwise: ''},
  'locale': {read: tag, otherwise: ''},
  'theme': {read: oneOf('auto', 'light', 'dark'), otherwise: /** @type {const} */ ('auto')},
  'camera': {read: oneOf('auto', 'user', 'environment', 'off'), otherwise: /** @type {const} */ ('auto')},
  'camera-view': {read: oneOf('auto', 'inline'), otherwise: /** @type {const} */ ('auto')},
  'guidance': {read: oneOf('advise', 'strict', 'off'), otherwise: /** @type {const} */ ('advise')},
  'auto-capture': toggle,
  'auto-accept': toggle,
  'prefer': {read: oneOf('balanced', 'fidelity', 'speed'), otherwise: /** @type {const} */ ('balanced')},
  'max-edge': {read: px, otherwise: 0},
  'mrz': toggle,
  'steps': {read: listOf(parts), otherwise: /** @type {string[]} */ ([])},
  'fields': {read: listOf(known), otherwise: defaults},
  'journal': toggle,
  'history': toggle,
  'required-fields': {read: listOf(known), otherwise: /** @type {string[]} */ ([])},
  'handover': {read: oneOf('auto', 'always', 'off'), otherwise: /** @type {const} */ ('auto')},
  'handover-url': {read: url, otherwise: ''},
  'handover-page': {read: ownPage, otherwise: ''},
};

/**
 * What the integrator has set; it may change at any time.
 * @typedef {object} Settings
 * @property {string} sessionURL
 * @property {object | (() => object | Promise<object>) | undefined} session what /session would answer, or what gives it
 * @property {'auto' | 'user' | 'environment' | 'off'} camera
 * @property {'auto' | 'inline'} cameraView auto: full screen on phones, tablets and in small windows
 * @property {'advise' | 'strict' | 'off'} guidance
 * @property {boolean} autoCapture
 * @property {boolean} autoAccept whether a picture that was captured automatically, and is fine, is used without a press
 * @property {'balanced' | 'fidelity' | 'speed'} prefer
 * @property {number} maxEdge px, 0 for the service's own limit
 * @property {boolean} mrz whether the machine-readable zone of a document is read, and fills the form
 * @property {string[]} steps classifiers, none for all
 * @property {string[]} fields
 * @property {string[]} required
 * @property {string} apiOrigin where tokens and pictures may go; none: where the session's hrefs lead
 * @property {string} assetsURL
 * @property {string} wasmURL
 * @property {'auto' | 'always' | 'off'} handover
 * @property {string} handoverURL "" if no other device can continue
 * @property {string} handoverPage none: this one
 * @property {boolean} history whether the system's Back leads one screen back
 * @property {boolean} journal whether the session is kept for a reload
 */

/** @typedef {keyof typeof attributes} Name */

/**
 * @template {Name} N
 * @param {Element} element
 * @param {N} name
 * @returns {(typeof attributes)[N]['otherwise']}
 */
export function valueOf(element, name) {
  const text = element.getAttribute(name);
  const {read, otherwise} = attributes[name];
  return /** @type {any} */ (text ? read(text) ?? otherwise : otherwise);
}

/** The property of an attribute: sessionURL for session-url. @param {string} name */
export const propertyOf = (name) => name.replace(/-url$/, 'URL').replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

/**
 * What the attributes and the session say.
 * @param {Element} element
 * @param {Settings['session']} session
 * @returns {Settings}
 */
export function settingsOf(element, session) {
  /** @type {Record<string, any>} */
  const all = {session};
  for (const name of /** @type {Name[]} */ (Object.keys(attributes))) {
    const value = valueOf(element, name);
    all[propertyOf(name)] = attributes[name] === toggle ? value === 'on' : value;
  }
  // Security: an invalid origin is kept, so that no address matches it; absent, any origin of the session would do.
  all.apiOrigin ||= element.getAttribute('api-origin') ?? '';
  all.required = all.requiredFields.filter((/** @type {string} */ path) => all.fields.includes(path));
  return /** @type {any} */ (all);
}

/**
 * Whether an attribute has an invalid value.
 * @param {Element} element
 * @param {string} name
 */
export function isWrong(element, name) {
  const text = element.getAttribute(name);
  return Boolean(text) && attributes[/** @type {Name} */ (name)].read(/** @type {string} */ (text)) === undefined;
}
