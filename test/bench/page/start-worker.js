import {compile, startProgram} from '/source/capture/runtime.js';

const page = {emit() {}, renew: async () => null};
const start = performance.now();
startProgram(compile(new URL('/capture.wasm', location.href).href), page, () => {})
  .then(() => postMessage(performance.now() - start), (error) => postMessage(String(error.message)));
