/** The camera's screen: preview with a frame to aim with, the shutter, and always the file beside it. */
import {Camera} from '../camera/camera.js';
import {button, h} from '../ui/dom.js';
import {cameraTools} from './camera-tools.js';
import {guide} from './guide.js';
import {problemPanel} from './problem.js';
import {handoverButton} from '../handover/devices.js';
import {cameraApp, filePicker, header, nameOf, wordsOf} from './parts.js';

/** @import {View} from '../flow/flow.js' */
/** @import {Step} from '../../capture.js' */
/** @import {Screen} from '../ui/screen-host.js' */

/** The size of the picture before this one: the next is likely the same, and nothing moves when it comes. */
let expected = 0;

/** @param {View} view @param {{step: Step}} options @returns {Screen} */
export function cameraScreen(view, {step}) {
  const {words, send} = view;
  const video = h('video', {
    class: 'preview', playsinline: true, autoplay: true, 'aria-label': nameOf(view, step),
    onresize: () => frame(picture, step, video), // the phone was turned
  });
  video.muted = true; // the property: the attribute alone doesn't count on elements made by script
  const hint = h('p', {class: 'hint', part: 'hint'});
  const tools = cameraTools(words, () => camera);
  const picture = h('div', {class: 'view', part: 'camera'}, video, tools.zoom);
  shape(picture, expected || (matchMedia('(orientation: portrait) and (pointer: coarse)').matches ? 9 / 16 : 16 / 9));
  const shutter = button({
    action: 'shutter', label: '', name: words.text('camera.shutter'), kind: 'shutter',
    run: () => take(() => {
      picture.classList.add('taking');
      return camera.still();
    }),
  });
  /** @param {() => Blob | Promise<Blob>} still */
  const take = (still) => {
    void guidance?.then((live) => live?.stop()); // the person was quicker
    return send('shoot', {step, still});
  };

  /** What to do is said while the camera looks. @type {Promise<import('../camera/guidance.js').LiveGuidance | undefined> | undefined} */
  let guidance;
  const watch = () => import('../camera/guidance.js').then(
    ({LiveGuidance}) => new LiveGuidance(view, step, {
      video, view: picture, hint, shutter, still: () => camera.still(), taken: (still) => void take(() => still),
    }), () => undefined);

  let before = '';
  const camera = new Camera(video, facing(view, step), (state, error) => {
    picture.dataset.camera = state;
    picture.classList.toggle('mirrored', step.part === 'FACE' && camera.facing !== 'environment');
    shutter.disabled = state !== 'live';
    if (state === 'live') tools.show();
    else tools.reset();
    if (state !== before) hint.textContent = state === 'live' ? wordsOf(view, 'camera.live', step) : words.text(state === 'paused' ? 'camera.paused' : 'camera.opening');
    if (state === 'live' && before !== 'live') view.say(hint.textContent ?? '');
    if (state === 'live' && before !== 'live' && view.settings().guidance !== 'off') guidance ??= watch();
    if (state !== before) void guidance?.then((live) => (camera.state === 'live' ? live?.start() : live?.stop()));
    before = state;
    picture.hidden = hint.hidden = controls.hidden = state === 'failed';
    if (phone) phone.hidden = !error;
    retry.hidden = app.hidden = !error; // where the page may not have the camera, the phone's own app may
    trouble.replaceChildren(...(error ? [problemPanel(view, error.code, error.where)] : []));
    if (error) send('report', {error});
  });
  const retry = button({action: 'retry', label: words.text('action.retry'), kind: 'primary', run: () => camera.open()});
  const controls = h('div', {class: 'controls'}, tools.torch, shutter, tools.next, tools.choice);
  const trouble = h('div', {class: 'trouble'});
  const app = h('div', {class: 'picker'}, ...cameraApp(view, step));
  const phone = handoverButton(view, step) || null;
  retry.hidden = app.hidden = true;
  if (phone) phone.hidden = true;

  const element = h('section', {class: 'camera'},
    header(view, {title: nameOf(view, step), step, back: true}),
    picture, hint, controls, trouble,
    h('div', {class: 'actions'}, retry, phone, app, filePicker(view, step)));
  return {
    name: 'camera', element, step,
    enter: () => camera.open(),
    leave: () => camera.close(),
    escape: () => send('back', {step}),
    files: (files) => void send('files', {step, files}),
  };
}

/** @param {View} view @param {Step} step */
function facing({settings}, step) {
  const {camera} = settings();
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
  expected = width / height;
  shape(view, expected);
  view.querySelector('.guide')?.remove();
  view.querySelector('video')?.after(guide(step, width, height));
}

/** @param {HTMLElement} view @param {number} ratio */
function shape(view, ratio) {
  view.style.setProperty('--_ratio', String(ratio));
}
