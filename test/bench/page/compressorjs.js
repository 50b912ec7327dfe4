import Compressor from '/peer/compressorjs/dist/compressor.esm.js';

/** It has no limit of bytes; quality .9 and convertSize are what one would set who has one. */
export function run(file, {maxBytes, maxSide}) {
  return new Promise((resolve, reject) => new Compressor(file, {
    maxWidth: maxSide,
    maxHeight: maxSide,
    quality: 0.9,
    convertSize: maxBytes,
    success: (blob) => resolve({blob}),
    error: reject,
  }));
}
