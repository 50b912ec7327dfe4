/** For pages that say where the package's files are, and for browsers that need style sheets as files. */
import {fail} from './capture/errors.js';
import {beside} from './files.js';

/** @import {Files} from './capture/messages.js' */

/** Paths in the package. @type {Files} */
const paths = {
  worker: 'capture/worker.js', fallbackScript: 'capture/fallback.js', analyzeScript: 'capture/analyze.js',
  capture: 'capture.wasm', fallback: 'fallback.wasm', face: 'face.bin', mrz: 'mrz.bin',
};

/**
 * @param {unknown} url relative to the page, as in fetch
 * @param {string} field
 */
function parse(url, field) {
  try {
    return new URL('', new URL(String(url), globalThis.document?.baseURI)); // data: and its like have no folder
  } catch {
    throw fail('bad_option', `${field} is not a URL`, {field});
  }
}

/** @param {unknown} url of a copy of the package */
const folder = (url) => parse(String(url).replace(/\/?$/, '/'), 'assetsURL');

/**
 * @param {unknown} assetsURL a copy of the package
 * @param {unknown} wasmURL capture.wasm, with fallback.wasm, face.bin and mrz.bin beside it
 * @returns {Files}
 */
export function filesOf(assetsURL, wasmURL) {
  const files = assetsURL === undefined ? beside()
    : /** @type {any} */ (Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, new URL(path, folder(assetsURL)).href])));
  if (wasmURL === undefined) return files;
  const capture = parse(wasmURL, 'wasmURL');
  const others = ['fallback', 'face', 'mrz'].map((name) => [name, new URL(/** @type {any} */ (paths)[name], capture).href]);
  return {...files, capture: capture.href, ...Object.fromEntries(others)};
}

/**
 * Loads a style sheet by its URL. Bundlers leave the file out: then its text becomes a style element, unless a policy
 * forbids that.
 * @param {ShadowRoot} root
 * @param {string} path in the package
 * @param {string} [css] its text
 */
export async function linkStyle(root, path, css) {
  const isIn = () => [...root.querySelectorAll('style')].some(({textContent}) => textContent === css);
  if (isIn()) return;
  const assetsURL = root.host.getAttribute('assets-url');
  const {href} = new URL(path, assetsURL ? folder(assetsURL) : beside().capture);
  const link = root.querySelector(`link[href="${href}"]`) ?? root.appendChild(Object.assign(document.createElement('link'), {rel: 'stylesheet', href}));
  if (/** @type {HTMLLinkElement} */ (link).sheet) return;
  await new Promise((done, failed) => {
    link.addEventListener('load', done, {once: true});
    link.addEventListener('error', () => {
      link.remove(); // so that it is loaded again
      if (css && !isIn()) {
        const own = root.appendChild(document.createElement('style'));
        own.textContent = css;
        if (!own.sheet) own.remove();
      }
      if (css && isIn()) return done(undefined);
      failed(new Error(`${href} doesn't load: set assets-url to a copy of the package`));
    }, {once: true});
  });
}
