/** Fills empty fields of the form from the person's documents, and marks them, until the form has been sent. */
import {button, h} from '../ui/dom.js';
import {icons} from '../ui/icons.js';
import {formatDate} from './date.js';

/** @import {MRZReading, MRZValue, Step} from '../../capture.js' */
/** @import {View} from '../flow/flow.js' */
/** @import {Row} from './rows.js' */
/** @typedef {MRZValue & {key: string}} Read key: of the document's step */

/** Key under which the values of documents are stored beside those of the controls. */
const slot = 'documents';

/**
 * @param {View} view
 * @param {Step} step of the form
 * @param {HTMLFormElement} form
 * @param {Row[]} rows
 */
export function documentValues(view, step, form, rows) {
  const {words, state} = view;
  /** @type {Record<string, Read>} */
  let values = {};
  /** What documents have filled in: it goes with its document, and a field that the person has emptied stays empty. @type {Record<string, {value: string, key: string}>} */
  const filled = JSON.parse(state.typed[slot] ?? '{}');
  const lead = h('p', {class: 'note wide', part: 'text', hidden: true});
  const marks = new Map(rows.map((row) => [row.path, mark(view, row, (value) => {
    fill(row, value);
    filled[row.path] = {value, key: values[row.path].key};
    form.dispatchEvent(new Event('input'));
    // The button is gone. An input would open the keyboard.
    const date = /** @type {HTMLElement} */ (row.controls[0].closest('[role="group"]'));
    date.tabIndex = -1;
    date.focus({preventScroll: true});
  })]));
  const update = () => {
    for (const row of rows) marks.get(row.path)?.show(values[row.path]);
  };
  const translated = () => {
    lead.textContent = words.text('data.read.check');
    for (const each of marks.values()) each.translated();
    update();
  };
  form.addEventListener('input', update);

  /** Reads the confirmed pictures, and fills the form. */
  const start = async () => {
    const pictures = state.steps.flatMap((each) => state.part(each).kept.slice(0, 1).map((picture) => ({each, picture})));
    /** By the key of the document's step. @type {Map<string, MRZReading>} */
    const readings = new Map();
    await Promise.all(pictures.map(async ({each, picture}) => {
      const reading = await view.late?.readZone(view, each, picture);
      if (reading) readings.set(state.key(each), reading);
    }));
    if (!form.isConnected || form.closest('[inert]')) return; // the person has left the form
    values = merge(readings);
    const changed = state.part(step).data ? [] : rows.filter((row) => {
      const {value: before = '', key: source = ''} = filled[row.path] ?? {};
      const {value = '', choices, key = source} = values[row.path] ?? {};
      const now = choices ? choices.find((each) => each === before) ?? '' : value;
      // Without an answer a document is the same.
      if (now === before || !now && !readings.has(source)) return false;
      // What the person has typed stays, also a field with the focus.
      if (row.typed() && !(before && row.check().value === before) || row.element.matches(':focus-within')) return false;
      fill(row, now);
      filled[row.path] = {value: now, key};
      return true;
    });
    if (changed.length) form.dispatchEvent(new Event('input'));
    update();
    lead.hidden = !rows.some(({path}) => values[path]);
    if (changed.some(({path}) => filled[path].value)) view.say(words.text('data.read.check'));
  };
  translated();
  /** What is kept with what was typed. */
  const kept = () => ({[slot]: JSON.stringify(filled)});
  return {lead, start, kept, translated};
}

/** Values of several documents: of those that disagree, none. @param {Map<string, MRZReading>} readings */
function merge(readings) {
  /** @type {Record<string, Read>} */
  const values = {};
  /** @type {Set<string>} */
  const disputed = new Set();
  for (const [key, reading] of readings) {
    for (const [path, each] of Object.entries(reading.values)) {
      if (values[path] && values[path].value !== each.value) disputed.add(path);
      values[path] ??= {...each, key};
    }
  }
  for (const path of disputed) delete values[path];
  return values;
}

/** Puts a value, "" for none, into a row's controls: a date has three. @param {Row} row @param {string} value */
function fill({path, controls}, value) {
  const [year, month = '', day = ''] = value.split('-');
  /** @type {Record<string, string>} */
  const parts = {[path]: value, [`${path}.year`]: year, [`${path}.month`]: month, [`${path}.day`]: day};
  for (const control of controls) control.value = parts[control.name] ?? control.value;
}

/**
 * The mark of a field whose value stands on the document, or the question which of two does.
 * @param {View} view
 * @param {Row} row
 * @param {(value: string) => void} choose
 */
function mark({words}, {path, element, controls, check}, choose) {
  const text = h('span');
  const note = h('p', {class: 'read', id: `${path.replace('.', '-')}-read`, hidden: true}, icons.check(), text);
  const question = h('span');
  const options = h('div', {class: 'read', role: 'group', 'aria-labelledby': `${note.id}-question`, hidden: true}, question);
  question.id = `${note.id}-question`;
  element.append(note, options);
  for (const control of controls) {
    control.setAttribute('aria-describedby', `${control.getAttribute('aria-describedby') ?? ''} ${note.id}`.trim());
    // One tap, and what is typed replaces it.
    control.addEventListener('focus', () => {
      if (!note.hidden && 'select' in control) control.select();
    });
  }
  /** @type {string[]} */
  let shown = [];
  return {
    translated: () => {
      question.textContent = words.text('data.read.date');
      options.replaceChildren(question, ...shown.map((value) => button({action: 'choose-date', label: formatDate(value, words.locale), run: () => choose(value)})));
    },
    /** @param {MRZValue} [value] */
    show(value) {
      const now = value && check().value;
      note.hidden = !value || !(value.choices ?? [value.value]).includes(String(now));
      text.textContent = note.hidden ? '' : words.text('data.read'); // a description is read also where it is hidden
      const choices = value?.choices && now === '' ? value.choices : [];
      if (choices.join() !== shown.join()) {
        shown = choices;
        this.translated();
      }
      options.hidden = !shown.length;
    },
  };
}
