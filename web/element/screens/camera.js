/**
 * The camera's screen: the picture with a frame to aim with, and over it the hint, the shutter and the file. On
 * phones, tablets and in small windows it fills the window, else the element.
 */
import {Camera, isShown} from '../camera/camera.js';
import {backAfter} from '../flow/table.js';
import {button, h} from '../ui/dom.js';
import {icons} from '../ui/icons.js';
import {cameraTools} from './camera-tools.js';
import {guide} from './guide.js';
import {problemPanel} from './problem.js';
import {handoverButton} from '../handover/devices.js';
import {cameraApp, countOf, filePicker, nameOf, wordsOf} from './parts.js';

/** @import {View} from '../flow/flow.js' */
/** @import {Step} from '../../capture.js' */
/** @import {Screen} from '../ui/screen-host.js' */

/** The ratio of the picture before this one: the next is likely the same, and nothing moves when it comes. */
let expected = 0;

/** Share of each side of the picture that is shown at least, however narrow the window is. */
const shown = .6;
/** ms that the picture that was taken stands still. */
const freeze = 400;

/** ms that a turning card is drawn over the picture. */
const turning = 4000;

/**
 * @param {View} view
 * @param {{step: Step, front?: Step}} options front: of the same document, which has just been captured
 * @returns {Screen}
 */
export function cameraScreen(view, {step, front}) {
  const {words, send} = view;
  const name = nameOf(view, step);
  const back = () => element.isConnected && send('back', {step});
  const video = h('video', {
    class: 'preview', playsinline: true, autoplay: true, 'aria-label': name,
    onresize: () => fit(), // the phone was turned
  });
  video.muted = true; // the property: the attribute alone doesn't count on elements made by script
  const aim = () => front ? words.text('camera.turn') : wordsOf(view, 'camera.live', step);
  const hint = h('p', {class: 'hint', part: 'hint'});
  const tools = cameraTools(words, () => camera);
  const picture = h('div', {class: 'view', part: 'camera'}, video);
  const frame = guide(step);
  const shutter = button({
    action: 'shutter', label: '', name: words.text('camera.shutter'), kind: 'shutter',
    run: () => take('person', () => {
      picture.classList.add('taking');
      return camera.still();
    }),
  });
  /** @param {import('../flow/check.js').Shot} shot @param {() => Blob | Promise<Blob>} still */
  const take = (shot, still) => {
    void guidance?.then((live) => live?.stop()); // the person was quicker
    return send('shoot', {step, shot, still: async () => {
      const taken = await still();
      video.pause();
      stage.classList.add('taken');
      navigator.vibrate?.(50);
      await new Promise((done) => setTimeout(done, freeze));
      return taken;
    }});
  };

  /** The live guidance of this camera. @type {Promise<import('../camera/guidance.js').LiveGuidance | undefined> | undefined} */
  let guidance;
  const watch = () => import('../camera/guidance.js').then(
    ({LiveGuidance}) => new LiveGuidance(view, step, {
      video, view: picture, hint, stage, still: () => camera.still(), taken: (still) => void take('auto', () => still), turn: front && {front, show},
    }), () => undefined);

  const turn = h('div', {class: 'turn', hidden: !front});
  const show = (/** @type {boolean} */ on) => (turn.hidden = !on);
  if (front) void import('../camera/gestures.js').then(({showTurn}) => showTurn(turn), () => {});

  const retry = button({action: 'retry', label: words.text('action.retry'), kind: 'primary', run: () => camera.open()});
  const controls = h('div', {class: 'controls'}, filePicker(view, step, {event: 'replace'}), shutter, tools.next, tools.choice);
  const trouble = h('div', {class: 'trouble'});
  // Where the page may not have the camera, the phone's own app may.
  const others = h('div', {class: 'actions'}, retry, handoverButton(view, step), h('div', {class: 'picker'}, ...cameraApp(view, step)));
  const stage = h('div', {class: 'stage', part: 'stage'},
    picture, frame,
    h('header', {class: 'bar', part: 'header'},
      button({action: 'back', label: '', name: words.text('action.back'), kind: 'quiet', icon: icons.close(), run: back}),
      h('div', {}, countOf(view, step), h('h2', {part: 'heading'}, name)),
      tools.torch),
    hint, turn, step.part !== 'FACE' && tools.zoom, trouble, others, controls);
  const dialog = h('dialog', {
    class: 'full', 'aria-label': name,
    oncancel: (/** @type {Event} */ event) => {
      event.preventDefault();
      back();
    },
    // A browser may close it without asking.
    onclose: () => {
      if (!hidden && !dialog.open && dialog.contains(stage) && camera.state === 'live') back();
      hidden = false;
    },
  });
  /** Whether place() has closed the dialog, whose event comes later. */
  let hidden = false;
  const element = h('section', {class: 'camera'}, dialog);

  let before = '';
  const camera = new Camera(video, facing(view, step), (state, error) => {
    picture.dataset.camera = state;
    picture.classList.toggle('mirrored', step.part === 'FACE' && camera.facing !== 'environment');
    stage.classList.toggle('failed', Boolean(error));
    shutter.disabled = state !== 'live';
    if (state === 'live') tools.show();
    else tools.reset();
    if (state !== before) hint.textContent = state === 'paused' ? words.text('camera.paused') : state === 'live' || front ? aim() : words.text('camera.opening');
    if (state === 'live' && before !== 'live') {
      view.say(hint.textContent ?? '');
      if (front) setTimeout(() => show(false), turning); // guidance shows it for longer where that is needed
      if (view.settings().guidance !== 'off') guidance ??= watch();
    }
    if (state !== before) void guidance?.then((live) => (camera.state === 'live' ? live?.start() : live?.stop()));
    before = state;
    trouble.replaceChildren(...(error ? [problemPanel(view, error.code, error.where)] : []));
    if (error) send('report', {error});
    place();
  }, element);

  const small = matchMedia('(pointer: coarse), (max-width: 40rem), (max-height: 30rem)');
  /** Puts the stage over the window or into the element; a dialog that can't be seen would still block the page. */
  function place() {
    const full = small.matches && view.settings().cameraView !== 'inline';
    const home = full ? dialog : element;
    if (stage.parentNode !== home) {
      home.append(stage);
      if (camera.state === 'live') void video.play();
      if (!full) stage.scrollIntoView({block: 'nearest'});
    }
    const open = full && isShown(element);
    if (open === dialog.hasAttribute('open')) return;
    // Safari has dialogs since 15.4; before, the style sheet puts it over the page.
    if (!dialog.showModal) dialog.toggleAttribute('open', open);
    else if (open) dialog.showModal();
    else {
      hidden = true;
      dialog.close();
    }
    view.say('');
    view.focus();
  }

  /** Places the picture and the frame in the room that there is. */
  function fit() {
    const {videoWidth, videoHeight} = video;
    if (videoWidth) expected = videoWidth / videoHeight;
    const ratio = expected || screen.width / screen.height;
    stage.style.setProperty('--_ratio', String(ratio));
    const {clientWidth, clientHeight} = stage;
    stage.classList.toggle('wide', clientWidth > clientHeight);
    const width = Math.min(clientWidth, clientHeight * ratio / shown);
    const height = Math.min(clientHeight, clientWidth / ratio / shown);
    stage.style.setProperty('--_width', `${width}px`);
    stage.style.setProperty('--_height', `${height}px`);
    // What isn't as large as the stage stands behind the frame.
    const outer = stage.getBoundingClientRect();
    const aim = frame.getBoundingClientRect();
    picture.style.left = `${Math.min(clientWidth - width, Math.max(0, (aim.left + aim.right - width) / 2 - outer.left))}px`;
    picture.style.top = `${Math.min(clientHeight - height, Math.max(0, (aim.top + aim.bottom - height) / 2 - outer.top))}px`;
  }

  const room = new ResizeObserver(fit);
  return {
    name: 'camera', element, step,
    enter: () => {
      place();
      fit(); // first: an observer that changes the size that it observes is an error of the page
      room.observe(stage);
      small.addEventListener('change', place);
      camera.open();
    },
    leave: () => {
      camera.close(stage.classList.contains('taken') && backAfter(view.state, step) ? element.parentElement : null);
      room.disconnect();
      small.removeEventListener('change', place);
    },
    escape: back,
    files: (files) => void send('files', {step, files}),
  };
}

/** @param {View} view @param {Step} step */
function facing({settings}, step) {
  const {camera} = settings();
  if (camera === 'user' || camera === 'environment') return camera;
  return step.part === 'FACE' ? 'user' : 'environment';
}
