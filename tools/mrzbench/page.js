/** Reads the machine-readable zone of a picture with the module, and with tesseract.js as web-mrz-reader sets it up. */

/** Longest side of what Tesseract gets, px: above it, it takes several times as long and reads no more. */
const maxSide = 2000;

const picture = async (n) => (await fetch(`/mrzbench/in?n=${n}`)).blob();

/** @returns {Promise<Blob>} upright, as PNG, which loses nothing */
async function canvasOf(blob) {
  const bitmap = await createImageBitmap(blob);
  const scale = Math.min(1, maxSide / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas.convertToBlob();
}

/** The options that web-mrz-reader 2.0 sets: one block, and the characters of a zone. */
async function startTesseract() {
  const {default: Tesseract} = await import('/npm/tesseract.js/dist/tesseract.esm.min.js');
  const worker = await Tesseract.createWorker('MODEL', Tesseract.OEM.LSTM_ONLY, {
    workerPath: '/npm/tesseract.js/dist/worker.min.js', corePath: '/npm/tesseract.js-core', langPath: '/mrzbench/model',
    workerBlobURL: false, cacheMethod: 'none',
  });
  await worker.setParameters({
    tessedit_pageseg_mode: Tesseract.PSM.SINGLE_BLOCK,
    tessedit_char_whitelist: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<',
  });
  return worker;
}

let tesseract;

globalThis.readTesseract = async (n) => {
  tesseract ??= startTesseract();
  const worker = await tesseract;
  const png = await canvasOf(await picture(n));
  const began = performance.now();
  const {data} = await worker.recognize(png);
  return {text: data.text, ms: performance.now() - began};
};

let capture;

globalThis.readModule = async (n) => {
  capture ??= import('/capture.js').then(({load}) => load());
  const module = await capture;
  const blob = await picture(n);
  const began = performance.now();
  const reading = await module.readMRZ(blob);
  return {...reading, ms: performance.now() - began};
};
document.documentElement.dataset.ready = 'true';
