import {inWorker} from './inworker.js';

/** The browser's own functions in a worker, without a library; the picture's size is known. */
export const run = (file, want) => inWorker('native-worker.js', {file, want});
