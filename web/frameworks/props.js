/** What the components of React and Vue do alike. */

/** The attributes by the names of their properties. @type {Record<string, string>} */
export const attributes = {
  sessionURL: 'session-url', apiOrigin: 'api-origin', assetsURL: 'assets-url', wasmURL: 'wasm-url', locale: 'locale', theme: 'theme', steps: 'steps',
  camera: 'camera', cameraView: 'camera-view', guidance: 'guidance', autoCapture: 'auto-capture', autoAccept: 'auto-accept', prefer: 'prefer',
  maxEdge: 'max-edge', mrz: 'mrz', fields: 'fields', requiredFields: 'required-fields', journal: 'journal', history: 'history', handover: 'handover',
  handoverURL: 'handover-url', handoverPage: 'handover-page',
};

export const events = ['ready', 'step', 'captured', 'read', 'progress', 'part', 'problem', 'handover', 'finalized', 'cancel'];

/**
 * The attributes that a server can write too.
 * @param {Record<string, any>} props
 * @returns {Record<string, string>} an array is written as its commas
 */
export function attributesOf(props) {
  const set = Object.entries(attributes).filter(([name]) => props[name] !== undefined && props[name] !== null);
  return Object.fromEntries(set.map(([name, attribute]) => [attribute, String(props[name])]));
}

/** Defines the element, in a browser: a server has no elements. */
export const define = () => import('../define.js');
