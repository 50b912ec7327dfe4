/** The screens of a handover: the link, what the phone does, and on the phone the beginning and the end. */
import {button, h, svg} from '../ui/dom.js';
import {drawingOf, icons} from '../ui/icons.js';
import {header, nameOf} from './parts.js';
import {problemPanel} from './problem.js';

/** @import {View} from '../flow/flow.js' */
/** @import {Screen} from '../ui/screen-host.js' */
/** @import {Status} from '../handover/wire.js' */

/** @param {View} view @param {{lent: import('../flow/state.js').Lent}} options @returns {Screen} */
export function linkScreen(view, {lent: {link = '', qr = [], until = ''}}) {
  const {words, send} = view;
  const title = words.text('handover.offer');
  const field = h('input', {
    id: 'handover-link', part: 'input', readonly: true, value: link, dir: 'ltr', onfocus: () => field.select(),
  });
  const label = h('label', {for: field.id});
  const translated = () => {
    label.textContent = words.text('handover.link', {time: new Intl.DateTimeFormat(words.language, {timeStyle: 'short'}).format(new Date(until))});
  };
  translated();
  const copy = button({
    action: 'copy-link', label: words.text('handover.copy'),
    run: async () => {
      try {
        await navigator.clipboard.writeText(link);
      } catch {
        return field.focus(); // selected, to be copied by hand
      }
      const done = words.text('handover.copied');
      /** @type {HTMLElement} */ (copy.lastChild).textContent = done;
      return view.say(done);
    },
  });
  const trouble = away(view);
  const here = () => send('here');
  const element = h('section', {},
    header(view, {title, back: here}),
    h('div', {class: 'body center'},
      code(qr, title),
      h('p', {class: 'lead', part: 'text'}, words.text('handover.scan')),
      h('div', {class: 'field link'}, label, field),
      trouble.element),
    h('div', {class: 'actions', part: 'actions'},
      copy, button({action: 'here', label: words.text('handover.here'), kind: 'quiet', run: here})));
  return {name: 'handover', element, translated, escape: () => void here(), update: (/** @type {Status} */ {lost}) => trouble.show(Boolean(lost))};
}

/** Says that the other device can't be reached, once each time. @param {View} view */
function away(view) {
  const element = h('div', {class: 'trouble'});
  let shown = false;
  return {
    element,
    show: (/** @type {boolean} */ now) => {
      if (now !== shown) element.replaceChildren(...(now ? [problemPanel(view, 'handover_away')] : []));
      shown = now;
    },
  };
}

/**
 * A code, dark on light whatever the theme: readers want it so.
 * @param {string[]} rows
 * @param {string} name
 */
function code(rows, name) {
  const side = rows.length + 8; // a margin of four modules
  const path = rows.flatMap((row, y) => [...row.matchAll(/1+/g)].map(({0: run, index}) => `M${index + 4} ${y + 4}h${run.length}v1h-${run.length}z`)).join('');
  const picture = svg(`0 0 ${side} ${side}`, 'qr', {tag: 'rect', width: side, height: side, fill: '#fff'}, {d: path, fill: '#000'});
  picture.removeAttribute('aria-hidden');
  picture.setAttribute('role', 'img');
  picture.setAttribute('aria-label', name);
  return picture;
}

/** @param {View} view @returns {Screen} */
export function followScreen(view) {
  const {words, state, uploadStatus, say, send} = view;
  const connected = h('p', {class: 'state ok'}, icons.check(), words.text('handover.follow'));
  const at = h('p', {class: 'state'});
  const spinner = h('div', {class: 'spinner'});
  const trouble = away(view);
  const element = h('section', {},
    header(view, {title: words.text('handover.offer'), back: () => send('here')}),
    h('div', {class: 'body center'},
      trouble.element, spinner,
      connected, h('p', {class: 'lead', part: 'text'}, words.text('handover.follow.text')), at),
    h('div', {class: 'actions', part: 'actions'}, button({action: 'here', label: words.text('handover.here'), run: () => send('here')})));
  return {
    name: 'handover-follow', element,
    enter: () => say(words.text('handover.follow')),
    update: (/** @type {Status} */ {present, lost, flow}) => {
      const step = flow?.at && state.step(flow.at);
      if (flow) {
        uploadStatus.show(step || undefined);
        at.textContent = step ? nameOf(view, step) : '';
      }
      connected.hidden = spinner.hidden = lost || !present;
      trouble.show(connected.hidden);
    },
  };
}

/**
 * The link was not opened in time.
 * @param {View} view
 * @returns {Screen}
 */
export function expiredScreen(view) {
  const {words, send} = view;
  const element = h('section', {},
    header(view, {title: words.text('handover.offer'), back: () => send('here')}),
    h('div', {class: 'body'}, problemPanel(view, 'handover_expired')),
    h('div', {class: 'actions', part: 'actions'},
      button({action: 'new-link', label: words.text('handover.new'), kind: 'primary', run: () => send('renew')}),
      button({action: 'here', label: words.text('handover.here'), run: () => send('here')})));
  return {name: 'handover-expired', element};
}

/**
 * The phone has come by a link. The person begins: a preview of the link must not use it up.
 * @param {View} view
 * @param {{secret: string}} options of the link
 * @returns {Screen}
 */
export function arriveScreen({words, send}, {secret}) {
  const element = h('section', {},
    h('div', {class: 'body center'},
      drawingOf('FRONT'),
      h('h2', {part: 'heading'}, words.text('handover.arrive')),
      h('p', {class: 'lead', part: 'text'}, words.text('handover.arrive.text'))),
    h('div', {class: 'actions', part: 'actions'}, button({action: 'take', label: words.text('start.go'), kind: 'primary', run: () => send('take', {secret})})),
    h('p', {class: 'note', part: 'note'}, icons.shield(), h('span', {}, words.text('start.privacy'))));
  return {name: 'handover-arrive', element};
}

/**
 * The other device continues.
 * @param {View} view
 * @returns {Screen}
 */
export function endScreen({words}) {
  const element = h('section', {},
    h('div', {class: 'body center done'},
      drawingOf('DONE'),
      h('h2', {part: 'heading'}, words.text('handover.back')),
      h('p', {class: 'lead', part: 'text'}, words.text('handover.close'))));
  return {name: 'handover-end', element};
}
