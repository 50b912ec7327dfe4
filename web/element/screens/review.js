/** The picture that will be sent: first the verdict of the checks, then the document, which can be enlarged. */
import {isShown} from '../camera/camera.js';
import {readZone, zoneAdvice} from '../flow/zone.js';
import {showBox, whole} from '../ui/crop.js';
import {button, h, svg} from '../ui/dom.js';
import {icons} from '../ui/icons.js';
import {zoomable} from '../ui/zoom.js';
import {header, nameOf} from './parts.js';

/** @import {View} from '../flow/flow.js' */
/** @import {Fitted, Step} from '../../capture.js' */
/** @import {Screen} from '../ui/screen-host.js' */

/** ms after which a picture that was captured automatically, and has no hint, is used. */
const acceptAfter = 2000;

/**
 * @param {View} view
 * @param {{step: Step, page?: number, auto?: boolean}} options page: of a document; auto: captured automatically
 * @returns {Screen}
 */
export function reviewScreen(view, {step, page, auto}) {
  const {words, state, send} = view;
  const fitted = state.part(step).draft[page ?? 0];
  const advice = state.advice.get(fitted.blob);
  const {keys = [], bad = false, box} = advice ?? {};
  const picture = zoomed(fitted, box, words.text('review.alt', {part: nameOf(view, step)}), words.text('review.zoom'));
  const barred = bad && view.settings().guidance === 'strict';

  // The worst problem is the heading, which gets the focus, so that a screen reader reads it first.
  const worst = bad ? keys.find((key) => key.startsWith('guidance.')) ?? '' : '';
  const verdict = worst.replace('guidance', 'verdict');
  const advises = worst && words.has(verdict); // to retake it, in words of its own
  const title = worst ? words.text(advises ? verdict : worst) : words.text(step.part === 'FACE' ? 'review.title.FACE' : 'review.title');
  const more = keys.filter((key) => key !== worst);
  if (bad && (barred || !advises)) more.unshift(barred ? 'review.strict' : 'guidance.doubt');
  const lines = more.map((key) => words.text(key));
  const warning = (/** @type {string} */ text) => h('li', {class: 'advice'}, icons.warning(), h('span', {}, text));
  const verdicts = h('ul', {class: 'checked', part: 'list', id: 'verdict'}, ...lines.map(warning));
  if (advice && !keys.length) lines.push(words.text('verdict.ok'));
  if (!more.length && lines.length) verdicts.append(h('li', {}, icons.check(), h('span', {}, lines[0])));

  const use = button({
    action: 'use', label: words.text(bad ? 'guidance.anyway' : 'review.use'), kind: bad ? 'secondary' : 'primary', run: () => send('use', {step, page}),
  });
  use.disabled = barred;
  if (barred) use.setAttribute('aria-describedby', verdicts.id);
  const retake = button({action: 'retake', label: words.text('review.retake'), kind: bad ? 'primary' : 'secondary', run: () => send('retake', {step, page})});
  const top = header(view, {title, step, back: () => send('back', {step, page})});
  if (worst) {
    const heading = /** @type {HTMLElement} */ (top.lastElementChild);
    heading.classList.add('advice');
    heading.prepend(icons.warning());
  }
  const accepting = auto && advice && !keys.length && view.settings().autoAccept && !matchMedia('(prefers-reduced-motion: reduce)').matches;
  const pause = button({action: 'pause', label: words.text('review.pause'), icon: svg('0 0 24 24', 'icon', 'M8 5v14M16 5v14'), run: () => stop()});
  pause.style.visibility = 'hidden'; // its room is kept, so that nothing moves
  /** @type {Animation | undefined} Its end uses the picture. It doesn't end in a window that isn't painted. */
  let countdown;
  let stopped = false;
  const stop = () => {
    stopped = true;
    countdown?.cancel();
    if (pause.matches(':focus')) view.focus();
    pause.style.visibility = 'hidden';
  };
  const start = () => {
    if (stopped || !element.isConnected || document.hidden) return;
    pause.style.visibility = '';
    pause.focus({preventScroll: true});
    const fill = {backgroundImage: 'linear-gradient(#0003, #0003)', backgroundRepeat: 'no-repeat', backgroundPosition: words.direction === 'rtl' ? 'right' : 'left'};
    countdown = use.animate([{...fill, backgroundSize: '0 100%'}, {...fill, backgroundSize: '100% 100%'}], acceptAfter);
    countdown.onfinish = () => (view.settings().autoAccept && isShown(element) ? send('use', {step, page}) : stop());
  };
  const figure = h('figure', {class: 'picture', part: 'picture'}, picture.frame);
  // Below the buttons, which would cover it.
  const note = removed(view, fitted).map((text) => h('p', {class: 'note more'}, icons.check(), h('span', {}, text)));
  const element = h('section', {
    class: 'review', onpointerdown: stop, onkeydown: stop, onwheel: stop, // the person looks closer
  },
    top, accepting ? beside(verdicts, pause) : verdicts,
    figure,
    h('div', {class: 'actions stay', part: 'actions'}, ...(bad ? [retake, use] : [use, retake])),
    ...note);
  /** Gives the picture the room of the window that the rest leaves. */
  const fit = () => {
    const rest = note.reduce((height, {offsetHeight}) => height - offsetHeight, element.offsetHeight - figure.offsetHeight);
    picture.frame.style.setProperty('--_rest', `${rest}px`);
  };
  // Also removes the camera's last announcement.
  const leaving = new AbortController();
  /** The zone is read while the person looks: it delays nothing. */
  const read = async () => {
    const found = zoneAdvice(step, await readZone(view, step, fitted)).filter((key) => !keys.includes(key));
    if (!found.length || leaving.signal.aborted) return;
    stop();
    state.advice.set(fitted.blob, {...advice, bad, keys: [...keys, ...found]});
    const texts = found.map((key) => words.text(key));
    if (!more.length) verdicts.replaceChildren();
    verdicts.append(...texts.map(warning));
    view.say(texts.join(' '));
  };
  return {
    name: 'review', element, step,
    translated: fit,
    enter: () => {
      fit();
      addEventListener('resize', fit, {signal: leaving.signal});
      view.say(lines.join(' '));
      void read();
      document.addEventListener('visibilitychange', stop, {signal: leaving.signal});
      if (accepting) picture.shown().then(start, () => {});
    },
    leave: () => {
      leaving.abort();
      countdown?.cancel();
      picture.free();
    },
  };
}

/** @param {HTMLElement} text @param {HTMLElement} button */
function beside(text, button) {
  const row = h('div', {}, text, button);
  Object.assign(row.style, {display: 'flex', alignItems: 'center', gap: '.5rem'});
  text.style.flex = '1';
  return row;
}

/**
 * The picture, cut to the document.
 * @param {Fitted} fitted
 * @param {import('../ui/crop.js').Box | undefined} box
 * @param {string} alt
 * @param {string} zoom
 */
function zoomed({blob, width, height}, box = whole, alt, zoom) {
  const url = URL.createObjectURL(blob);
  const image = h('img', {src: url, draggable: 'false', alt});
  const view = h('div', {class: 'enlarge', part: 'zoom', tabindex: 0, role: 'group', 'aria-label': alt}, image);
  const frame = h('div', {class: 'frame'}, view, zoomable(view, image, box, zoom));
  showBox(image, box);
  frame.style.setProperty('--_ratio', String(width / height * box.w / box.h)); // its size keeps the buttons in place
  return {frame, shown: () => image.decode(), free: () => URL.revokeObjectURL(url)};
}

/** What the person may want to know was removed from the file. @param {View} view @param {Fitted} fitted */
function removed({words}, {action, report}) {
  const hidden = action === 'untouched' ? [] : report.metadata.filter((kind) => kind !== 'icc');
  if (hidden.includes('gps')) return [words.text('review.gps')];
  return hidden.length ? [words.text('review.private')] : [];
}
