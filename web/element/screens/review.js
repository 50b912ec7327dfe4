/** The picture that will be sent, to enlarge, with the advice on it. */
import {button, h} from '../ui/dom.js';
import {icons} from '../ui/icons.js';
import {zoomable} from '../ui/zoom.js';
import {header, nameOf} from './parts.js';

/** @import {View} from '../flow/flow.js' */
/** @import {Fitted, Step} from '../../capture.js' */
/** @import {Screen} from '../ui/screen-host.js' */

/** @param {View} view @param {{step: Step}} options @returns {Screen} */
export function reviewScreen(view, {step}) {
  const {words, state, send} = view;
  const [fitted] = state.part(step).draft;
  const url = URL.createObjectURL(fitted.blob);
  const picture = zoomable(
    // Its size keeps the buttons where they are when the picture appears.
    h('img', {src: url, width: fitted.width, height: fitted.height, draggable: 'false', alt: words.text('review.alt', {part: nameOf(view, step)})}),
    words.text('review.zoom'));
  const advice = state.advice.get(fitted.blob);
  const barred = Boolean(advice?.bad) && view.settings().guidance === 'strict';
  const doubts = (advice?.keys ?? []).map((key) => h('li', {class: 'advice'}, icons.warning(),
    h('span', {}, words.text(barred && key === 'guidance.doubt' ? 'review.strict' : key))));
  const use = button({
    action: 'use', label: words.text(advice?.bad ? 'guidance.anyway' : 'review.use'), kind: advice?.bad ? 'secondary' : 'primary', run: () => send('use', {step}),
  });
  use.disabled = barred;
  const retake = button({action: 'retake', label: words.text('review.retake'), kind: advice?.bad ? 'primary' : 'secondary', run: () => send('retake', {step})});
  const element = h('section', {},
    header(view, {title: words.text(step.part === 'FACE' ? 'review.title.FACE' : 'review.title'), step, back: true}),
    h('div', {class: 'body'},
      h('figure', {class: 'picture', part: 'picture'}, picture),
      h('ul', {class: 'checked', part: 'list'}, ...doubts, ...removed(view, fitted).map((text) => h('li', {}, icons.check(), h('span', {}, text))))),
    h('div', {class: 'actions stay', part: 'actions'},
      ...(advice?.bad ? [retake, use] : [use, retake])));
  return {name: 'review', element, step, leave: () => URL.revokeObjectURL(url)};
}

/** What the person may want to know was removed from the file. @param {View} view @param {Fitted} fitted */
function removed({words}, {action, report}) {
  const hidden = action === 'untouched' ? [] : report.metadata.filter((kind) => kind !== 'icc');
  if (hidden.includes('gps')) return [words.text('review.gps')];
  return hidden.length ? [words.text('review.private')] : [];
}
