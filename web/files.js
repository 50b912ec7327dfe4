/** Where the programs, their scripts and their data are. assets.js has what few pages need. */

/** @import {Files} from './capture/messages.js' */

/**
 * Where a bundler has put the files, else beside this code. Each URL is written in full, so that bundlers find
 * and rename it.
 * @returns {Files}
 */
export function beside() {
  const files = {
    worker: new URL('./capture/worker.js', import.meta.url),
    fallbackScript: new URL('./capture/fallback.js', import.meta.url),
    analyzeScript: new URL('./capture/analyze.js', import.meta.url),
    capture: new URL('./capture.wasm', import.meta.url),
    fallback: new URL('./fallback.wasm', import.meta.url),
    face: new URL('./face.bin', import.meta.url),
    mrz: new URL('./mrz.bin', import.meta.url),
  };
  // The development servers of Vite and Nuxt move the code to .vite/deps and .cache/vite/client/deps, and leave the files where they
  // are. Next's URLs lack the origin.
  const moved = Object.entries(files).map(([name, {href}]) => [name, new URL(href.replace(/\.(vite|cache\/vite\/client)\/(deps\/)?/, 'credential-capture/'), globalThis.location?.href).href]);
  return /** @type {Files} */ (Object.fromEntries(moved));
}
