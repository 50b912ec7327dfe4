/** The line in the header about all uploads, and on demand the details of those that failed. */
import {button, h} from './dom.js';
import {icons} from './icons.js';
import {waits} from './upload-status.js';
import {filePicker, nameOf} from '../screens/parts.js';
import {ended, problemPanel} from '../screens/problem.js';

/** @import {View} from '../flow/flow.js' */
/** @import {Upload} from '../flow/state.js' */
/** @import {Step} from '../../capture.js' */
/** @typedef {{step: Step, code: string, retryable: boolean, error?: any}} Failure */

/** ms of refusals for sending too often before the line says so. */
const patience = 5000;
/** ms up to which the line counts seconds. */
const maxSeconds = 90_000;

/**
 * What the line says: what needs the person comes first.
 * @param {(Upload & {photos?: number})[]} uploads that are not over
 * @param {{sent: boolean, now: number}} facts sent: the service has a part, now: ms
 * @returns {{tone: 'failed' | 'waiting' | 'sending' | 'sent', key: string, value?: number, unit?: 'minute' | 'second', until?: number}}
 *   value: percent as a fraction, photos, or time by its unit; until: when the line changes by itself
 */
export function lineOf(uploads, {sent, now}) {
  const failed = uploads.filter(({state}) => state === 'failed');
  if (!failed.every(waits)) return {tone: 'failed', key: 'upload.failed'};
  const offline = failed.filter((each) => !each.limited);
  if (offline.length) return {tone: 'waiting', key: 'upload.offline', value: offline.reduce((sum, {photos = 1}) => sum + photos, 0)};
  if (!uploads.length) return sent ? {tone: 'sent', key: 'upload.done'} : {tone: 'sent', key: ''};
  const [limited] = uploads.flatMap((each) => each.limited ?? []).filter(({until}) => until > now).sort((a, b) => a.until - b.until);
  const active = uploads.filter(({state}) => state !== 'failed');
  if (limited && (!active.length || now - limited.since >= patience)) {
    return {tone: 'waiting', key: 'upload.limited', ...remaining(limited.until, now)};
  }
  const total = active.reduce((sum, each) => sum + each.total, 0);
  const done = active.reduce((sum, each) => sum + each.sent, 0);
  return {
    tone: 'sending', key: done < total || !total ? 'upload.progress' : 'upload.waiting', value: total ? done / total : 0,
    until: limited && Math.min(limited.until, limited.since + patience),
  };
}

/**
 * The time until the next try.
 * @param {number} end ms
 * @param {number} now ms
 * @returns {{value: number, unit: 'minute' | 'second', until: number}} until: when it changes
 */
function remaining(end, now) {
  const left = end - now;
  const seconds = left <= maxSeconds;
  const ms = seconds ? 1000 : 60_000;
  const value = Math.ceil(left / ms);
  return {value, unit: seconds ? 'second' : 'minute', until: end - Math.max((value - 1) * ms, seconds ? 0 : maxSeconds)};
}

/** @param {View['words']} words @param {number} value @param {'minute' | 'second'} unit */
const later = (words, value, unit) => new Intl.RelativeTimeFormat(words.language).format(value, unit);

/**
 * Shows in a problem's panel the time until the next try, then runs it, unless the panel has gone.
 * @param {HTMLElement} panel
 * @param {View['words']} words
 * @param {number} end ms of Date.now()
 * @param {() => unknown} run
 */
export function countDown(panel, words, end, run) {
  const text = /** @type {HTMLElement} */ (panel.querySelector('p'));
  text.setAttribute('aria-live', 'off'); // the panel is an alert
  const tick = () => {
    const now = Date.now();
    if (!panel.isConnected) return;
    if (now >= end) return void run();
    const {value, unit, until} = remaining(end, now);
    text.textContent = words.text('upload.limited', {time: later(words, value, unit)});
    setTimeout(tick, until - now);
  };
  tick();
}

export class UploadLine {
  #view;
  #status;
  #details;
  /** Opens the details. */
  #toggle;
  #key = '';
  /** The failures that the details are about. */
  #made = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {View} view
   * @param {HTMLElement} status the line
   * @param {HTMLElement} details
   */
  constructor(view, status, details) {
    this.#view = view;
    this.#status = status;
    this.#details = details;
    details.id = 'upload-details';
    details.hidden = true;
    this.#toggle = h('button', {
      type: 'button', class: 'upload-state', 'aria-controls': details.id, 'aria-expanded': 'false', data: {action: 'details'},
      onclick: () => this.#open(details.hidden),
    });
  }

  /** Another screen begins without the details. */
  collapse() {
    this.#open(false);
  }

  update() {
    const {state, words, cause, say} = this.#view;
    const {steps} = state;
    const uploads = steps.flatMap((step) => {
      const upload = state.upload(step);
      return upload ? [{...upload, step, ...cause(upload.error), photos: Math.max(1, state.part(step).kept.length)}] : [];
    });
    const now = Date.now();
    const {tone, key, value = 0, unit, until} = lineOf(uploads, {sent: steps.some(state.isThere), now});
    clearTimeout(this.#timer);
    if (until) this.#timer = setTimeout(() => this.update(), until - now);
    const time = unit && later(words, value, unit);
    const text = key && words.text(key, {percent: words.percent(value), count: value, time: time || ''});
    const failures = uploads.filter((each) => each.state === 'failed');
    this.#write(tone, text, failures.length > 0);
    this.#fill(failures);
    if (key !== this.#key && (tone === 'failed' || tone === 'waiting')) say(text);
    this.#key = key;
  }

  /** @param {string} tone @param {string} text @param {boolean} failed */
  #write(tone, text, failed) {
    const status = this.#status;
    const same = status.textContent === text && Boolean(status.querySelector('button')) === failed;
    if (same && status.dataset.state === tone) return;
    status.dataset.state = tone;
    const icon = tone === 'sent' ? icons.check() : tone !== 'sending' && icons.warning();
    const box = failed ? this.#toggle : h('span', {class: 'upload-state'});
    box.replaceChildren(...(icon ? [icon] : []), h('span', {}, text), ...(failed ? [icons.next()] : []));
    if (!text) status.replaceChildren();
    else if (status.firstChild !== box) this.#replace(() => status.replaceChildren(box), status);
  }

  /** @param {Failure[]} failures */
  #fill(failures) {
    const made = failures.map(({step, code}) => step.id + code).join();
    if (this.#made === made) return;
    this.#made = made;
    /** Retryable failures of a kind are one entry. @type {Map<string, Failure[]>} */
    const kinds = new Map();
    for (const failure of failures) {
      const kind = failure.retryable ? failure.code : failure.step.id;
      kinds.set(kind, [...kinds.get(kind) ?? [], failure]);
    }
    this.#replace(() => this.#details.replaceChildren(...[...kinds.values()].map((each) => notice(this.#view, each))), this.#details);
    if (!made) this.#open(false);
  }

  /**
   * Changes what is in a place. The screen has the focus then, if it was there.
   * @param {() => void} change
   * @param {HTMLElement} place
   */
  #replace(change, place) {
    const focused = place.contains(/** @type {Document | ShadowRoot} */ (place.getRootNode()).activeElement);
    change();
    if (focused) this.#view.focus();
  }

  /** @param {boolean} open */
  #open(open) {
    this.#details.hidden = !open;
    this.#toggle.setAttribute('aria-expanded', String(open));
  }
}

/**
 * Uploads that failed in the same way, and the ways on.
 * @param {View} view
 * @param {Failure[]} failures several can be tried again
 */
function notice(view, failures) {
  const {words, send} = view;
  const [{step, code, retryable, error}] = failures;
  const retry = () => failures.forEach((each) => send('upload', {step: each.step}));
  const form = step.part === 'PREPARED_DATA';
  const redo = button({action: 'again', label: words.text(form ? 'overview.replace.short' : 'action.again'), run: () => send('redo', {step})});
  const ways = ended.has(code)
    ? [button({action: 'restart', label: words.text('action.restart'), run: () => send('restart')})]
    : retryable
      ? [button({action: 'retry', label: words.text('action.retry'), run: retry})]
      : [redo, ...(form ? [] : [filePicker(view, step, {event: 'replace'})])];
  // A server before the API refuses what the API takes: the person can't do anything about that.
  const panel = problemPanel(view, error?.status === 413 ? 'server' : code, undefined, step);
  panel.dataset.code = code;
  panel.removeAttribute('role'); // the line has been said
  panel.dataset.part = step.part;
  const body = /** @type {HTMLElement} */ (panel.lastChild);
  body.prepend(...failures.map((each) => h('p', {class: 'fine'}, nameOf(view, each.step))));
  body.append(h('div', {class: 'ways'}, ...ways));
  return panel;
}
