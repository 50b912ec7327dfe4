onmessage = async (/** @type {MessageEvent<{file: File, want: import('./tools.js').Want}>} */ {data: {file, want}}) => {
  try {
    const scale = Math.min(1, want.maxSide / Math.max(want.width, want.height));
    const bitmap = await createImageBitmap(file, scale < 1
      ? {resizeWidth: Math.round(want.width * scale), resizeHeight: Math.round(want.height * scale), resizeQuality: 'high'} : {});
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d')).drawImage(bitmap, 0, 0);
    bitmap.close();
    postMessage({blob: await canvas.convertToBlob({type: 'image/jpeg', quality: 0.92})});
  } catch (error) {
    postMessage({error: String(/** @type {any} */ (error)?.message ?? error)});
  }
};
