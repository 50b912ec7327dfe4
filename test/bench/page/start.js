/** How long ours takes to start, with nothing in any cache. */

/** From load(), which makes the worker, to ready; the page has capture.js already. */
export async function loadToReady() {
  const {load} = await import('/capture.js');
  const start = performance.now();
  await load();
  return performance.now() - start;
}

/** From fetching capture.wasm to its exports, inside a worker that runs already. */
export function fetchToReady() {
  const worker = new Worker(new URL('start-worker.js', import.meta.url), {type: 'module'});
  return new Promise((resolve, reject) => {
    worker.onmessage = ({data}) => (typeof data === 'number' ? resolve(data) : reject(new Error(data)));
    worker.onerror = (event) => reject(new Error(event.message));
  });
}
