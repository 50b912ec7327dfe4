import {inWorker} from './inworker.js';

/** No library: what the browser's own functions take in a worker, knowing the picture's size beforehand. */
export const run = (file, want) => inWorker('native-worker.js', {file, want});
