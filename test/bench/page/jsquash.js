import {inWorker} from './inworker.js';

/** So that its files are in the browser's cache, as a page has them at its second picture. */
export async function prepare() {
  const files = ['decode.js', 'encode.js', 'codec/dec/mozjpeg_dec.wasm', 'codec/enc/mozjpeg_enc.wasm'];
  await Promise.all(files.map(async (name) => (await fetch(`/peer/@jsquash/jpeg/${name}`)).arrayBuffer()));
}

export const run = (file, want) => inWorker('jsquash-worker.js', {file, want});
