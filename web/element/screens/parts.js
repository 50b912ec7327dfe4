/** Pieces that several screens share. */
import {isHandheld} from '../camera/error.js';
import {button, h} from '../ui/dom.js';
import {icons} from '../ui/icons.js';

/** @import {View} from '../flow/flow.js' */
/** @import {Step} from '../../capture.js' */

/**
 * What the overview shows of a part besides its state, by classifier. The screen that makes the part puts it here.
 * @type {Record<string, (words: View['words'], data: import('../../capture.js').PreparedData) => Node[]>}
 */
export const summaries = {};

/**
 * Text of a step: for its kind of document, where that has a text of its own.
 * @param {View} view
 * @param {'step' | 'instruction' | 'camera.live'} what
 * @param {Step} step
 */
export function wordsOf({words}, what, {part, type}) {
  const special = `${what}.${part}.${type}`;
  return words.text(words.has(special) ? special : `${what}.${part}`);
}

/**
 * The name of a step: a passport's front is its photo page.
 * @param {View} view
 * @param {Step} step
 */
export const nameOf = (view, step) => wordsOf(view, 'step', step);

/**
 * Heading, place in the flow, what is going up, and the way back.
 * @param {View} view
 * @param {{title: string, step?: Step, back?: boolean | (() => unknown)}} options back: true sends the event of that name
 */
export function header(view, {title, step, back}) {
  const {uploadStatus, send} = view;
  uploadStatus.show(step);
  return h('header', {class: 'header', part: 'header'},
    h('div', {class: 'bar'},
      back && backButton(view, back === true ? () => send('back', {step}) : back),
      countOf(view, step),
      uploadStatus.status),
    uploadStatus.bars, uploadStatus.notices,
    h('h2', {part: 'heading'}, title));
}

/** The way back. @param {View} view @param {() => unknown} run */
export const backButton = ({words}, run) => button({action: 'back', label: '', name: words.text('action.back'), kind: 'quiet', icon: icons.back(), run});

/** The place of a step among several. @param {View} view @param {Step} [step] */
export function countOf({words, state: {steps}}, step) {
  const at = steps.findIndex(({id}) => id === step?.id);
  return at >= 0 && steps.length > 1 && h('p', {class: 'count'}, words.text('step.count', {step: at + 1, total: steps.length}));
}

/**
 * The accept attribute of a file input. It lists types and no "*": iOS converts HEIC to JPEG only where HEIC
 * isn't listed. On Android 14 and later Chrome's picker offers the camera only with a type that it doesn't
 * know.
 * @param {string} agent
 * @param {boolean} pdf
 */
export function acceptOf(agent, pdf) {
  const kinds = ['jpeg', 'png', 'webp', 'gif', 'bmp', 'tiff'];
  if (!/iPhone|iPad|Mac/.test(agent)) kinds.push('heic', 'heif', 'avif');
  const all = kinds.map((kind) => `image/${kind}`);
  if (pdf) all.push('application/pdf');
  if (/Android/.test(agent) && !/Firefox/.test(agent)) all.push('android/allowCamera');
  return all.join();
}

/**
 * The button that opens the file dialog, and the input behind it.
 * @param {View} view
 * @param {Step} step
 * @param {{label?: string, kind?: 'primary' | 'secondary' | 'quiet', event?: string}} [options]
 */
export function filePicker(view, step, {label = view.words.text('instruction.file'), kind = 'secondary', event} = {}) {
  const documents = step.part === 'DOCUMENT';
  const asked = {accept: acceptOf(navigator.userAgent, documents), multiple: documents};
  return h('div', {class: 'picker'},
    ...(view.settings().camera === 'off' ? cameraApp(view, step, kind) : []),
    ...opener(view, step, asked, {action: 'choose-file', label, kind, icon: icons.file()}, event));
}

/**
 * The button for the phone's own camera, for where the page's camera can't be had. It comes second:
 * phones with little memory end the page while their camera is open.
 * @param {View} view
 * @param {Step} step
 * @param {'primary' | 'secondary' | 'quiet'} [kind]
 */
export function cameraApp(view, step, kind = 'secondary') {
  if (!isHandheld()) return [];
  const asked = {accept: 'image/*', capture: step.part === 'FACE' ? 'user' : 'environment'};
  return opener(view, step, asked, {action: 'camera-app', label: view.words.text('camera.app'), kind, icon: icons.camera()});
}

/**
 * @param {View} view
 * @param {Step} step
 * @param {Record<string, any>} asked
 * @param {Omit<Parameters<typeof button>[0], 'run'>} look
 * @param {string} [event] that the files come with
 */
function opener({send}, step, asked, look, event = 'files') {
  const input = h('input', {
    type: 'file', class: 'away', tabindex: -1, 'aria-hidden': 'true', ...asked,
    onchange: () => {
      const files = [...(input.files ?? [])];
      input.value = ''; // the same file may be chosen again
      void send(event, {step, files});
    },
  });
  return [button({...look, run: () => input.click()}), input];
}
