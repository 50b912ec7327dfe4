/** Measures the start of ours with empty caches. Results are ms. */

/** From load(), which creates the worker, to ready; capture.js is loaded. */
export async function loadToReady() {
  const {load} = await import('/capture.js');
  const start = performance.now();
  await load();
  return performance.now() - start;
}

/** From the request for capture.wasm to its exports, in a running worker. */
export function fetchToReady() {
  const worker = new Worker(new URL('start-worker.js', import.meta.url), {type: 'module'});
  return new Promise((resolve, reject) => {
    worker.onmessage = ({data}) => (typeof data === 'number' ? resolve(data) : reject(new Error(data)));
    worker.onerror = (event) => reject(new Error(event.message));
  });
}
