import {inWorker} from './inworker.js';

/** Puts its files into the browser's cache, as they are from the second picture on. */
export async function prepare() {
  const files = ['decode.js', 'encode.js', 'codec/dec/mozjpeg_dec.wasm', 'codec/enc/mozjpeg_enc.wasm'];
  await Promise.all(files.map(async (name) => (await fetch(`/peer/@jsquash/jpeg/${name}`)).arrayBuffer()));
}

export const run = (file, want) => inWorker('jsquash-worker.js', {file, want});
