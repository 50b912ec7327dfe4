/** Sends a message to a new worker and returns its reply. */
export function inWorker(script, message) {
  const worker = new Worker(new URL(script, import.meta.url), {type: 'module'});
  return new Promise((resolve, reject) => {
    worker.onmessage = ({data}) => (data.error ? reject(new Error(data.error)) : resolve(data));
    worker.onerror = (event) => reject(new Error(event.message || 'the worker could not be started'));
    worker.postMessage(message);
  }).finally(() => worker.terminate());
}
