import imageCompression from '/peer/browser-image-compression/dist/browser-image-compression.mjs';

// By default its worker loads the library from a CDN in each call.
const libURL = new URL('/peer/browser-image-compression/dist/browser-image-compression.js', location.href).href;

export async function prepare() {
  await (await fetch(libURL)).text();
}

export async function run(file, {maxBytes, maxSide}) {
  return {blob: await imageCompression(file, {maxSizeMB: maxBytes / 1e6, maxWidthOrHeight: maxSide, useWebWorker: true, libURL})};
}
