import {startProgram} from '/source/capture/runtime.js';

const page = {emit() {}, renew: async () => null};
const start = performance.now();
startProgram(new URL('/capture.wasm', location.href).href, page, () => {})
  .then(() => postMessage(performance.now() - start), (error) => postMessage(String(error.message)));
