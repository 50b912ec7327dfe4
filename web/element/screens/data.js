/** The person's details: a form whose errors stand beside the field that they are about. */
import {listCountries} from '../ui/countries.js';
import {button, h} from '../ui/dom.js';
import {fields} from '../ui/fields.js';
import {drawing, drawings, icons} from '../ui/icons.js';
import {header} from './parts.js';

/** @import {View} from '../flow/flow.js' */
/** @import {Step} from '../../capture.js' */
/** @import {Screen} from '../ui/screen-host.js' */
/** @typedef {ReturnType<typeof row>} Row */

drawings.PREPARED_DATA = () => drawing({tag: 'rect', x: 50, y: 20, width: 140, height: 26, rx: 8}, {tag: 'rect', x: 50, y: 60, width: 140, height: 26, rx: 8}, {tag: 'rect', x: 50, y: 100, width: 84, height: 26, rx: 8}, 'M62 33h46M62 73h72');

/** @param {View} view @param {{step: Step}} options @returns {Screen} */
export function dataScreen(view, {step}) {
  const {words, state, send} = view;
  const {fields: asked, required} = view.settings();
  const rows = asked.map((path) => row(view, path, required, state.typed[path] ?? ''));
  /** @type {HTMLElement | undefined} */
  let refusal;
  const form = h('form', {
    class: 'body form', id: 'details', part: 'form', novalidate: true,
    onsubmit: (/** @type {Event} */ event) => event.preventDefault(),
    // What was typed stays, so that no failure makes anybody type it twice.
    oninput: () => state.set('typed', Object.fromEntries(rows.map(({path, input}) => [path, input.value]))),
  }, h('p', {class: 'lead', part: 'text'}, words.text('data.text')), ...rows.map(({element}) => element));

  const submit = button({
    action: 'submit-data', label: words.text('data.send'), kind: 'primary',
    // The form's own button, so that Enter in a field presses it.
    form: form.id,
    run: async () => {
      for (const each of rows) each.say('');
      refusal?.remove();
      form.dispatchEvent(new Event('input'));
      const empty = rows.filter(({path, input}) => !input.value.trim() && required.includes(path));
      for (const each of empty.reverse()) each.say(words.text('data.required'));
      if (empty.length) return undefined;
      const data = collect(rows);
      if (!Object.keys(data).length) return rows[0].say(words.text('data.empty'));
      const error = /** @type {any} */ (await send('submit', {step, data}));
      if (!error) return undefined;
      send('report', {error, step});
      if (error.code === 'rejected') return form.append(refusal = refused(view));
      const wrong = rows.find(({path}) => path === error.field) ?? rows[0];
      const hint = `data.wrong.${wrong.path}`;
      return wrong.say(words.text(words.has(hint) ? hint : 'data.wrong'));
    },
  });
  const element = h('section', {},
    header(view, {title: words.text('data.title'), step, back: true}), form,
    h('div', {class: 'actions', part: 'actions'}, submit));
  return {name: 'data', element, step, translated: () => rows.forEach((each) => each.translated())};
}

/**
 * @param {View} view
 * @param {string} path
 * @param {string[]} required paths
 * @param {string} value
 */
function row({words, say: announce}, path, required, value) {
  const must = required.includes(path);
  const {autocomplete, type = 'text', country, wide, ltr} = fields[path];
  const id = `field-${path.replace('.', '-')}`;
  const error = h('p', {class: 'error', id: `${id}-error`});
  const common = {id, name: path, autocomplete, part: 'input', 'aria-describedby': error.id, 'aria-required': must};
  const input = country ? h('select', common, h('option', {value: ''})) : h('input', {...common, type, dir: ltr && 'ltr', spellcheck: 'false'});
  const translated = () => {
    if (input instanceof HTMLSelectElement) listCountries(input, words.language);
  };
  translated();
  input.value = value;
  const label = h('label', {for: id}, words.text(`data.${path}`), !must && required.length > 0 && h('span', {class: 'fine'}, ` ${words.text('data.optional')}`));
  const element = h('div', {class: wide ? 'field wide' : 'field', part: 'field', data: {field: path}}, label, input, error);
  /** @param {string} text "" takes it back */
  const say = (text) => {
    error.textContent = text;
    if (text) {
      input.setAttribute('aria-invalid', 'true');
      error.dataset.code = 'invalid_data';
      // With the focus, the field is read with its description; a field that has it already isn't read again.
      if (input.matches(':focus')) announce(text);
      else input.focus();
    } else {
      input.removeAttribute('aria-invalid');
      delete error.dataset.code;
    }
  };
  return {path, input, element, say, translated};
}

/** The service doesn't say which field it didn't like. @param {View} view */
function refused({words}) {
  return h('div', {class: 'problem wide', part: 'problem', role: 'alert', data: {code: 'rejected'}},
    icons.warning(), h('strong', {}, words.problem('rejected').title));
}

/** @param {Row[]} rows @returns {import('../../capture.js').PreparedData} */
function collect(rows) {
  /** @type {any} */
  const data = {};
  for (const {path, input} of rows) {
    const value = input.value.trim();
    if (!value) continue;
    const [first, second] = path.split('.');
    if (second) (data[first] ??= {})[second] = value;
    else data[first] = path === 'phoneNumber' ? value.replace(/[\s()/.-]/g, '') : value;
  }
  return data;
}
