import Compressor from '/peer/compressorjs/dist/compressor.esm.js';

/** It has no option for a limit of bytes; quality 0.9 and convertSize are the closest. */
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
