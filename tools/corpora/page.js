/** Fits a file with the module, and shows input and output with the browser's own decoder. */
import {load} from '/capture.js';

const capture = await load();
const limits = {minSide: 1};

/** @returns the size and 128 × 128 px of a picture on white, as the browser shows it */
async function look(blob) {
  try {
    const bitmap = await createImageBitmap(blob);
    const side = 128, c = new OffscreenCanvas(side, side).getContext('2d', {willReadFrequently: true});
    c.fillStyle = '#fff';
    c.fillRect(0, 0, side, side);
    c.imageSmoothingQuality = 'high';
    c.drawImage(bitmap, 0, 0, side, side);
    const {width, height} = bitmap;
    bitmap.close();
    const {data} = c.getImageData(0, 0, side, side);
    // A JPEG of so few px keeps a quarter of the chroma.
    if (Math.max(width, height) < 301) for (let i = 0; i < data.length; i += 4) data.fill(0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2], i, i + 3);
    return {reads: true, width, height, px: data};
  } catch (error) {
    return {reads: false, warns: String(error.message)};
  }
}

const codes = (report) => report.problems.map(({code}) => code);
const failure = (error) => ({outcome: error.code ?? error.name, detail: error.message});

async function send(n, blob) {
  await fetch(`/corpora/out?n=${n}&type=${blob.type.split('/')[1]}`, {method: 'POST', body: blob});
}

async function ours(n, file, kind) {
  const part = kind === 'pdf' ? 'DOCUMENT' : 'FRONT';
  let judged;
  try {
    const report = await capture.validate(file, {part, limits});
    judged = {ok: report.ok, fixable: report.fixable, problems: codes(report)};
    judged.pixels = await capture.validate(file, {part, limits, pixels: true}).then(codes, (error) => [error.code]);
    if (kind === 'tiff' || kind === 'pdf') {
      judged.pages = await capture.fitDocument([file], {limits}).then(
        (all) => (kind === 'pdf' ? report.pages : all.length), () => 0);
    }
    const fitted = await capture.fit(file, {part, limits});
    const same = fitted.blob.size === file.size && fitted.action === 'untouched';
    if (!same) await send(n, fitted.blob);
    return {fitted, ...judged, outcome: 'taken', action: fitted.action, width: fitted.width, height: fitted.height};
  } catch (error) {
    return {...judged, ...failure(error)};
  }
}

globalThis.judge = async (n, kind) => {
  const file = await fetch(`/corpora/in?n=${n}`).then((response) => response.blob());
  const {fitted, ...module} = await ours(n, file, kind);
  if (kind === 'pdf') return {module, browser: {}};
  const {px, ...browser} = await look(file);
  let difference = 0;
  if (fitted) {
    const out = await look(fitted.blob);
    if (!out.reads) module.unreadable = 'in the browser: ' + out.warns;
    else if (px) difference = px.reduce((sum, v, i) => sum + Math.abs(v - out.px[i]), 0) / (px.length * 0.75);
  }
  return {module, browser, difference};
};
document.documentElement.dataset.ready = 'true';
