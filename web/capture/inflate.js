/** Counts the rows of a PNG with the browser's own inflate, which takes 5 ms for 1 MB of rows (Chromium). */

/** The name IDAT as a number. */
const idat = 0x49444154;

/** Bytes that are inflated at a time. Browsers hold all that these become, up to 1032 times as many. */
const maxPiece = 128 << 10;

/**
 * Returns how many bytes the IDAT chunks of a PNG inflate to: at least `limit` if there are as many, and perhaps
 * too few if they are no valid zlib stream, or the browser can't inflate.
 * @param {Blob} file
 * @param {number} at offset of the first IDAT chunk
 * @param {number} limit
 */
export async function inflatedSize(file, at, limit) {
  let size = 0;
  const count = new WritableStream({
    write({byteLength}) {
      size += byteLength;
      if (size >= limit) throw new Error('enough');
    },
  });
  try {
    await file.slice(at).stream().pipeThrough(bodies()).pipeThrough(new DecompressionStream('deflate')).pipeTo(count);
  } catch {
    // enough, or no zlib stream
  }
  return size;
}

/** Passes on the bodies of the IDAT chunks, which must be the first. */
function bodies() {
  const head = new DataView(new ArrayBuffer(12)); // the checksum of a chunk, then the length and the name of the next
  let filled = 4, left = 0;
  return new TransformStream({
    transform(/** @type {Uint8Array} */ bytes, out) {
      let ended = false, end = 0; // of the bodies, which are moved together
      for (let i = 0; i < bytes.length;) {
        if (left > 0) {
          const n = Math.min(left, bytes.length - i);
          bytes.copyWithin(end, i, i + n);
          [i, end, left] = [i + n, end + n, left - n];
          continue;
        }
        head.setUint8(filled++, bytes[i++]);
        if (filled < 12) continue;
        filled = 0;
        left = head.getUint32(4);
        if (head.getUint32(8) !== idat) {
          ended = true;
          break;
        }
      }
      for (let i = 0; i < end; i += maxPiece) out.enqueue(bytes.subarray(i, Math.min(end, i + maxPiece)));
      if (ended) out.terminate();
    },
  });
}
