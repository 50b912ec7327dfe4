/** Checks validate, fit and analyze with the set of pictures. */
import {Skip, same} from './run.js';

/** @import {Capture} from '../capture.js' */

/**
 * A test input and its expected result, as tools/engines writes it.
 * @typedef {object} Picture
 * @property {string} name
 * @property {number} at
 * @property {number} size
 * @property {import('../capture.js').FitOptions | null} options
 * @property {string} [format]
 * @property {number} [width]
 * @property {number} [height]
 * @property {number} [orientation]
 * @property {string[]} [metadata]
 * @property {string[]} [actions]
 * @property {string} [type]
 * @property {number} [fitWidth]
 * @property {number} [fitHeight]
 * @property {number} [maxBytes]
 * @property {string} [code] of the refusal
 * @property {boolean} [document] a PDF, which is validated and not fitted
 * @property {number} [pages] of it
 * @property {boolean} [large] more px than the Go codec decodes
 * @property {string} [pixelCode] of validate with {pixels: true}; such a picture isn't fitted
 */

/** @returns {Promise<{picture: Picture, file: File}[]>} */
export async function pictures() {
  const [list, all] = await Promise.all([
    read('pictures.json').then((response) => response.json()), read('pictures.bin').then((response) => response.blob())]);
  return list.map((/** @type {Picture} */ picture) => ({
    picture,
    file: new File([all.slice(picture.at, picture.at + picture.size)], picture.name, {type: 'image/jpeg'}),
  }));
}

/** @param {string} name */
async function read(name) {
  const response = await fetch(new URL(`./${name}`, import.meta.url));
  if (!response.ok) throw new Error(`${name}: HTTP ${response.status}`);
  return response;
}

/**
 * @param {Capture} capture
 * @param {Picture} picture
 * @param {File} file
 */
export async function validates(capture, picture, file) {
  if (picture.document) {
    const {problems, pages} = await capture.validate(file, {part: 'DOCUMENT'});
    same(problems.map(({code}) => code), picture.code ? [picture.code] : [], 'the problems');
    if (picture.pages) same(pages, picture.pages, 'the pages');
    return;
  }
  const report = await capture.validate(file);
  if (picture.code) {
    same(report.ok || report.fixable, false, 'whether it is accepted');
    same(report.problems.some(({code}) => code === picture.code), true, `${picture.code} among the problems`);
    return;
  }
  if (picture.pixelCode) {
    const {problems} = await capture.validate(file, {pixels: true});
    same(problems.some(({code}) => code === picture.pixelCode), true, `${picture.pixelCode} among the problems`);
    return;
  }
  const {format, width, height, orientation, metadata} = report;
  same({format, width, height, orientation, metadata: [...metadata].sort()},
    {format: picture.format, width: picture.width, height: picture.height, orientation: picture.orientation, metadata: [...picture.metadata ?? []].sort()},
    'the report');
}

/**
 * @param {Capture} capture
 * @param {Picture} picture
 * @param {File} file
 * @returns {Promise<import('../capture.js').Fitted | undefined>} undefined for a picture that is refused as expected
 */
export async function fits(capture, picture, file) {
  const fitting = capture.fit(file, picture.options ?? {});
  if (picture.code) {
    const code = await fitting.then(({action}) => action, (error) => error.code);
    same(code, picture.code, 'the code');
    return undefined;
  }
  const fitted = await fitting.catch((error) => {
    throw picture.large && error.code === 'too_many_pixels' ? new Skip(error.code) : error;
  });
  same(picture.actions?.includes(fitted.action), true, `${fitted.action} among ${picture.actions}`);
  if (picture.type) same(fitted.blob.type, picture.type, 'the type');
  if (picture.fitWidth) same([fitted.width, fitted.height], [picture.fitWidth, picture.fitHeight], 'the size');
  if (picture.maxBytes) same(fitted.bytes <= picture.maxBytes, true, `whether ${fitted.bytes} bytes are at most ${picture.maxBytes}`);
  await clean(capture, fitted);
  return fitted;
}

/**
 * A result has no problems left, and no personal data.
 * @param {Capture} capture
 * @param {import('../capture.js').Fitted} fitted
 */
async function clean(capture, fitted) {
  const again = await capture.validate(fitted.blob);
  same(again.problems, [], 'the problems of the result');
  same([again.width, again.height, again.bytes], [fitted.width, fitted.height, fitted.bytes], 'the result');
  same(again.metadata.filter((kind) => !['icc', 'exif'].includes(kind)), [], 'the metadata of the result');
  if (again.metadata.includes('exif')) same(again.orientation > 1, true, 'whether the EXIF block holds an orientation');
}

/**
 * Each result can be analyzed, stripped ones too.
 * @param {Capture} capture
 * @param {File[]} files
 */
export async function analyzes(capture, files) {
  for (const file of files) {
    const code = await capture.analyze(file, {part: 'FRONT'}).then(({severity}) => severity && '', (error) => error.code);
    same(code, '', `the code for ${file.name}`);
  }
}

/**
 * Only what a box shows of a frame is judged: the frame's sides, which are white, are not.
 * @param {Capture} capture
 */
export async function analyzesPart(capture) {
  const canvas = Object.assign(document.createElement('canvas'), {width: 640, height: 320});
  const context = canvas.getContext('2d');
  if (!context) throw new Skip('no canvas');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, 640, 320);
  context.fillStyle = '#444';
  context.fillRect(160, 0, 320, 320);
  /** @type {[string, () => Promise<import('../capture.js').FrameSource>][]} */
  const sources = [['canvas', async () => canvas], ['ImageBitmap', () => createImageBitmap(canvas)]];
  if (typeof VideoFrame === 'function') sources.push(['VideoFrame', async () => new VideoFrame(canvas, {timestamp: 0})]);
  for (const [name, source] of sources) {
    const {metrics} = await capture.analyze(await source(), {aspect: .9, stream: name, reset: true}).catch((error) => {
      throw error.code === 'codec' ? new Skip(error.code) : error;
    });
    same([metrics.width < metrics.height, metrics.brightness < 100], [true, true], `of a ${name}, whether the part is upright and dark: ${metrics.brightness}`);
  }
}
