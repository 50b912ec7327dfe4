/** Says what a tool's output lacks of the photo, and what it must not have. */

/** @import {Capture, Report} from '../capture.js' */

/** Side of the area that is compared, px. */
const side = 1024;

/**
 * @param {Capture} capture
 * @param {File} file
 * @param {Report} photo of the file
 * @param {Blob} blob the output
 * @returns {Promise<{report: Report, lost: string[], bad: string[]}>}
 */
export async function compare(capture, file, photo, blob) {
  const report = await capture.validate(blob);
  const bad = report.ok ? [] : [`not accepted: ${report.problems.map(({code}) => code).join(', ')}`];
  if (report.metadata.includes('gps')) bad.push('GPS is left in');
  const fewer = 100 * (1 - (report.width * report.height) / (photo.width * photo.height));
  const lost = [];
  if (fewer >= 0.1) {
    lost.push(`${Math.max(1, Math.round(fewer))} % of the px`, 'encoded again');
  } else {
    const db = await similarity(file, blob).catch(() => 0); // the browser can't decode the photo
    if (db < Infinity) lost.push(`encoded again${db ? `: ${db.toFixed(1)} dB` : ''}`);
    else if (report.metadata.length < photo.metadata.length) lost.push('metadata');
  }
  return {report, lost, bad};
}

/**
 * @param {Blob} a
 * @param {Blob} b of as many px
 * @returns {Promise<number>} PSNR of red, green and blue, dB; Infinity if no px differs
 */
async function similarity(a, b) {
  const [one, other] = [await middle(a), await middle(b)];
  let sum = 0;
  for (let i = 0; i < one.length; i++) if (i % 4 < 3) sum += ((one[i] ?? 0) - (other[i] ?? 0)) ** 2;
  return 10 * Math.log10(255 ** 2 / (sum / (one.length * 3 / 4)));
}

/** @param {Blob} blob */
async function middle(blob) {
  const bitmap = await createImageBitmap(blob);
  const canvas = Object.assign(document.createElement('canvas'), {width: Math.min(side, bitmap.width), height: Math.min(side, bitmap.height)});
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', {willReadFrequently: true}));
  context.drawImage(bitmap, (canvas.width - bitmap.width) >> 1, (canvas.height - bitmap.height) >> 1);
  bitmap.close();
  return context.getImageData(0, 0, canvas.width, canvas.height).data;
}
