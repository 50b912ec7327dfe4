/** What will be sent, as large as the person wants it, and what was found out about it. */
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
  const doubts = (advice?.keys ?? []).map((key) => h('li', {class: 'advice'}, icons.warning(), h('span', {}, words.text(key))));
  const use = button({
    action: 'use', label: words.text(advice?.bad ? 'guidance.anyway' : 'review.use'), kind: advice?.bad ? 'secondary' : 'primary', run: () => send('use', {step}),
  });
  use.disabled = Boolean(advice?.bad) && view.settings().guidance === 'strict';
  const retake = button({action: 'retake', label: words.text('review.retake'), kind: advice?.bad ? 'primary' : 'secondary', run: () => send('retake', {step})});
  const element = h('section', {},
    header(view, {title: words.text('review.title'), step, back: true}),
    h('div', {class: 'body'},
      h('figure', {class: 'picture', part: 'picture'}, picture,
        h('figcaption', {}, words.text('review.size', {width: fitted.width, height: fitted.height, bytes: words.bytes(fitted.bytes)}))),
      h('ul', {class: 'checked', part: 'list'}, ...doubts, ...findings(view, fitted).map((text) => h('li', {}, icons.check(), h('span', {}, text))))),
    h('div', {class: 'actions stay', part: 'actions'},
      ...(advice?.bad ? [retake, use] : [use, retake])));
  return {name: 'review', element, step, leave: () => URL.revokeObjectURL(url)};
}

/** @param {View} view @param {Fitted} fitted */
function findings({words}, {action, report}) {
  const found = [words.text('review.ok')];
  if (action === 'downscaled') found.push(words.text('review.downscaled', {width: report.width, height: report.height}));
  if (action === 'reencoded') found.push(words.text('review.reencoded', {bytes: words.bytes(report.bytes)}));
  if (action === 'converted') found.push(words.text('review.converted'));
  if (action === 'untouched') return found;
  const hidden = report.metadata.filter((kind) => kind !== 'icc');
  if (hidden.includes('gps')) found.push(words.text('review.gps'));
  else if (hidden.length) found.push(words.text('review.private'));
  return found;
}
