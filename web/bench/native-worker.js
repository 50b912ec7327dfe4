onmessage = async (/** @type {MessageEvent<{file: File, want: import('./tools.js').Want}>} */ {data: {file, want}}) => {
  try {
    const scale = Math.min(1, want.maxSide / Math.max(want.width, want.height));
    const width = Math.round(want.width * scale);
    const height = Math.round(want.height * scale);
    const picture = await decode(file, want, Math.ceil(8 * scale));
    const canvas = new OffscreenCanvas(width, height);
    /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d')).drawImage(picture, 0, 0, width, height);
    picture.close();
    postMessage({blob: await canvas.convertToBlob({type: 'image/jpeg', quality: 0.92})});
  } catch (error) {
    postMessage({error: String(/** @type {any} */ (error)?.message ?? error)});
  }
};

/**
 * @param {File} file
 * @param {import('./tools.js').Want} want
 * @param {number} eighths of its size that are needed
 */
async function decode(file, {width, height}, eighths) {
  const type = file.type;
  if (eighths > 7 || type !== 'image/jpeg' || !('ImageDecoder' in globalThis)) return createImageBitmap(file);
  const decoder = new ImageDecoder({data: file.stream(), type,
    desiredWidth: Math.ceil(width * eighths / 8), desiredHeight: Math.ceil(height * eighths / 8)});
  return (await decoder.decode()).image;
}
