import {load} from '/capture.js';

let capture;

export async function prepare() {
  capture = await load();
}

export function run(file, {maxBytes, maxSide, quality}) {
  return capture.fit(file, {limits: {maxBytes, maxSide}, ...(quality && {quality})});
}

export async function goHeap() {
  return (await capture.stats()).goHeapBytes;
}
