/** The person's details: a form that shows all its errors at once, each beside the field that it is about. */
import {files} from '../../locales/form/index.js';
import {late} from '../ui/catalog.js';
import {button, h, style} from '../ui/dom.js';
import {drawing, drawings, icons} from '../ui/icons.js';
import {arrange, fields} from '../form/fields.js';
import {documentValues} from '../form/read.js';
import {place, row} from '../form/rows.js';
import {summary} from '../form/summary.js';
import {header, summaries} from './parts.js';

/** @import {View} from '../flow/flow.js' */
/** @import {Step} from '../../capture.js' */
/** @import {Row} from '../form/rows.js' */
/** @import {Screen} from '../ui/screen-host.js' */

drawings.PREPARED_DATA = () => drawing({tag: 'rect', x: 50, y: 20, width: 140, height: 26, rx: 8}, {tag: 'rect', x: 50, y: 60, width: 140, height: 26, rx: 8}, {tag: 'rect', x: 50, y: 100, width: 84, height: 26, rx: 8}, 'M62 33h46M62 73h72');
summaries.PREPARED_DATA = summary;

/** @param {string} code one of web/locales @returns {Promise<import('../ui/catalog.js').Messages>} the form's messages */
const messages = (code) => files[code]().catch(files.en).then((file) => file.default);
late.push(messages);

/** The screen, once its style and its messages are there. @param {ShadowRoot} root @param {View['words']} words */
export async function styled(root, words) {
  const [late] = await Promise.all([messages(words.language), style(root, new URL('../form/form.css', import.meta.url))]);
  words.add(late);
  return dataScreen;
}

/** @param {View} view @param {{step: Step}} options @returns {Screen} */
function dataScreen(view, {step}) {
  const {words, state, send} = view;
  const {fields: asked, required} = view.settings();
  const byPath = new Map(asked.map((path) => [path, row(view, path)]));
  const rows = () => arrange(asked, words.language).map((path) => /** @type {Row} */ (byPath.get(path)));
  /** @type {HTMLElement | undefined} */
  let refusal;
  /** Whether the error is that nothing is filled in. */
  let empty = false;
  const form = h('form', {
    class: 'body form', id: 'details', part: 'form', novalidate: true,
    onsubmit: (/** @type {Event} */ event) => event.preventDefault(),
    oninput: (/** @type {Event} */ {target}) => {
      const all = rows();
      // Typed values stay after a failure.
      state.set('typed', {...Object.fromEntries(all.flatMap(({controls}) => controls.map(({name, value}) => [name, value]))), ...read.kept()});
      // An error goes as soon as its field is right. That of an empty form stands at its first field.
      for (const {element, controls, check, say} of all) {
        const wrong = controls.some((each) => each.hasAttribute('aria-invalid'));
        if (wrong && (empty || element.contains(/** @type {Node} */ (target))) && !check().error) say('');
      }
    },
  },
  h('p', {class: 'lead', part: 'text'}, words.text('data.text')),
  required.length > 0 && h('p', {class: 'fine wide', part: 'text'}, words.text('data.marked')),
  ...rows().map(({element}) => element));
  const read = documentValues(view, step, form, rows());
  form.firstElementChild?.after(read.lead);

  /** Shows errors, and moves to the first. @param {{row: Row, error?: string, wrong?: Row['controls']}[]} faults */
  const show = (faults) => {
    for (const {row: {say}, error = '', wrong} of faults) say(error, wrong);
    const names = new Intl.ListFormat(words.language).format(faults.map(({row: {name}}) => name()));
    faults[0].row.focus(faults.length > 1 ? `${words.problem('invalid_data').title} ${names}` : '');
  };

  const submit = button({
    action: 'submit-data', label: words.text('data.send'), kind: 'primary',
    // The form's own button, so that Enter in a field presses it.
    form: form.id,
    run: async () => {
      const all = rows();
      for (const {say} of all) say('');
      refusal?.remove();
      form.dispatchEvent(new Event('input'));
      const readings = all.map((each) => ({row: each, ...each.check()}));
      const faults = readings.filter(({error}) => error);
      if (faults.length) return show(faults);
      empty = !all.some(({typed, path}) => typed() || fields[path].begins && all.length === 1);
      if (empty) return show([{row: all[0], error: words.text('data.empty')}]);
      const error = /** @type {any} */ (await send('submit', {step, data: collect(readings)}));
      if (!error) return undefined;
      send('report', {error, step});
      if (error.code === 'rejected') return form.append(refusal = refused(view));
      const wrong = String(error.details?.fields ?? error.field).split(',');
      const found = all.filter(({path}) => wrong.includes(path));
      return show((found.length ? found : all.slice(0, 1)).map((each) => {
        const hint = `data.wrong.${each.path}`;
        return {row: each, error: words.text(words.has(hint) ? hint : 'data.wrong')};
      }));
    },
  });
  const element = h('section', {},
    header(view, {title: words.text('data.title'), step, back: true}), form,
    h('div', {class: 'actions', part: 'actions'}, submit));
  return {
    name: 'data', element, step,
    enter: () => void read.start(),
    translated: () => {
      place(form, rows().map((each) => each.element));
      for (const {translated} of rows()) translated();
      read.translated();
    },
  };
}

/** The service doesn't say which field it didn't like. @param {View} view */
function refused({words}) {
  return h('div', {class: 'problem wide', part: 'problem', role: 'alert', data: {code: 'rejected'}},
    icons.warning(), h('strong', {}, words.problem('rejected').title));
}

/** @param {{row: Row, value: import('../form/rows.js').Value}[]} readings @returns {import('../../capture.js').PreparedData} */
function collect(readings) {
  /** @type {any} */
  const data = {};
  for (const {row: {path}, value} of readings) {
    if (value === '') continue;
    const [first, second] = path.split('.');
    if (second) (data[first] ??= {})[second] = value;
    else data[first] = value;
  }
  return data;
}
