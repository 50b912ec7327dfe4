/** The camera's screen: preview with a frame to aim with, the shutter, and always the file beside it. */
import {Camera} from '../camera.js';
import {button, h, svg} from '../dom.js';
import {icons} from '../icons.js';
import {problemPanel} from './problem.js';
import {filePicker, header, nameOf} from './parts.js';

/** @typedef {import('../flow.js').Flow} Flow */
/** @typedef {import('../../capture.js').Step} Step */
/** @typedef {import('../stage.js').Screen} Screen */

/**
 * @param {Flow} flow
 * @param {Step} step
 * @returns {Screen}
 */
export function cameraScreen(flow, step) {
  const {words, stage} = flow;
  const video = h('video', {
    class: 'preview', playsinline: true, autoplay: true, 'aria-label': nameOf(flow, step),
    onresize: () => frame(view, step, video), // the phone was turned
  });
  video.muted = true; // the property: the attribute alone doesn't count on elements made by script
  const hint = h('p', {class: 'hint', part: 'hint'});
  const trouble = h('div', {class: 'trouble'});
  const view = h('div', {class: 'view', part: 'camera'}, video);

  const shutter = button({
    action: 'shutter', label: '', name: words.text('camera.shutter'), kind: 'shutter',
    run: () => flow.attempt(async () => {
      const still = await camera.still();
      camera.close();
      await flow.take(step, [still]);
    }, () => flow.openCamera(step), step),
  });
  const other = button({action: 'switch-camera', label: '', name: words.text('camera.switch'), kind: 'quiet', icon: icons.swap(), run: () => camera.switch()});
  let lit = false;
  const light = button({
    action: 'torch', label: '', name: words.text('camera.torch'), kind: 'quiet', icon: icons.torch(),
    run: async () => {
      lit = !lit;
      light.setAttribute('aria-pressed', String(lit));
      await camera.torch(lit);
    },
  });

  const camera = new Camera(video, facing(flow, step), (state, error) => {
    view.dataset.camera = state;
    if (state === 'opening') light.setAttribute('aria-pressed', String(lit = false)); // a camera starts dark
    view.classList.toggle('mirrored', camera.mirrored);
    shutter.disabled = state !== 'live';
    light.hidden = state !== 'live' || !camera.hasTorch;
    const key = state === 'live' ? `camera.live.${step.part}` : state === 'paused' ? 'camera.paused' : 'camera.opening';
    hint.textContent = words.text(key);
    if (state === 'live') {
      stage.say(hint.textContent);
      void camera.count().then((n) => {
        other.hidden = n < 2;
      });
    }
    view.hidden = hint.hidden = controls.hidden = state === 'failed';
    retry.hidden = !error;
    trouble.replaceChildren(...(error ? [problemPanel(flow, error.code)] : []));
    if (error) flow.events.problem(error.code, error);
  });
  const retry = button({action: 'retry', label: words.text('action.retry'), kind: 'primary', run: () => camera.open()});
  other.hidden = light.hidden = retry.hidden = true;
  const controls = h('div', {class: 'controls'}, light, shutter, other);

  const element = h('section', {class: 'camera'},
    header(flow, {title: nameOf(flow, step), step, back: () => flow.begin(step)}),
    view, hint, controls, trouble,
    h('div', {class: 'actions'}, retry, filePicker(flow, step)));
  return {
    name: 'camera', element, step,
    enter: () => void camera.open(),
    leave: () => camera.close(),
    files: (files) => void flow.take(step, files),
  };
}

/**
 * @param {Flow} flow
 * @param {Step} step
 */
function facing(flow, step) {
  const {camera} = flow.settings();
  if (camera === 'user' || camera === 'environment') return camera;
  return step.part === 'FACE' ? 'user' : 'environment';
}

/**
 * Shows the whole picture in its own proportions, and a frame to aim with.
 * @param {HTMLElement} view
 * @param {Step} step
 * @param {HTMLVideoElement} video
 */
function frame(view, step, {videoWidth: width, videoHeight: height}) {
  if (!width) return;
  view.style.aspectRatio = `${width} / ${height}`;
  view.querySelector('.guide')?.remove();
  view.append(guide(step, width, height));
}

/**
 * A frame of the document's own proportions: ID-1 85.60 × 53.98 mm, ID-3 125 × 88 mm, A4 210 × 297 mm.
 * The drawing is placed as the video is, so that both agree whatever room there is.
 * @param {Step} step
 * @param {number} width
 * @param {number} height
 */
function guide(step, width, height) {
  const part = step.part;
  const ratio = part === 'FACE' ? 3 / 4 : part === 'DOCUMENT' ? 210 / 297 : step.type === 'PASSPORT' ? 125 / 88 : 85.6 / 53.98;
  const w = Math.min(width * .88, height * .88 * ratio);
  /** @type {Record<string, string | number>} */
  const shape = part === 'FACE'
    ? {tag: 'ellipse', cx: width / 2, cy: height / 2, rx: w / 2, ry: w / ratio / 2}
    : {tag: 'rect', x: (width - w) / 2, y: (height - w / ratio) / 2, width: w, height: w / ratio, rx: w / 28};
  return svg(`0 0 ${width} ${height}`, 'guide', shape);
}
