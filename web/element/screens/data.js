/** The person's details: a form whose errors stand beside the field that they are about. */
import {button, h} from '../dom.js';
import {header} from './parts.js';

/** @typedef {import('../flow.js').Flow} Flow */
/** @typedef {import('../../capture.js').Step} Step */
/** @typedef {import('../stage.js').Screen} Screen */

/** What is asked for: the path in PreparedData, and how browsers know and type it. */
const fields = [
  {path: 'firstName', autocomplete: 'given-name'},
  {path: 'lastName', autocomplete: 'family-name'},
  {path: 'dateOfBirth', autocomplete: 'bday', type: 'date'},
  {path: 'email', autocomplete: 'email', type: 'email'},
  {path: 'phoneNumber', autocomplete: 'tel', type: 'tel'},
  {path: 'address.line1', autocomplete: 'address-line1'},
  {path: 'address.postalCode', autocomplete: 'postal-code'},
  {path: 'address.city', autocomplete: 'address-level2'},
  {path: 'address.country', maxlength: 3, capital: true},
];

/** What was typed stays while the page lives, so that no failure makes anybody type it twice. */
const typed = new WeakMap();

/**
 * @param {Flow} flow
 * @param {Step} step
 * @returns {Screen}
 */
export function dataScreen(flow, step) {
  const {words} = flow;
  const before = typed.get(flow.kept) ?? {};
  const rows = fields.map((field) => row(flow, field, before[field.path] ?? ''));
  const form = h('form', {
    class: 'body form', id: 'details', novalidate: true,
    onsubmit: (/** @type {Event} */ event) => event.preventDefault(),
  }, h('p', {class: 'lead'}, words.text('data.text')), ...rows.map(({element}) => element));

  const send = button({
    action: 'submit-data', label: words.text('data.send'), kind: 'primary',
    // The form's own button, so that Enter in a field presses it.
    form: form.id,
    run: async () => {
      for (const each of rows) each.say('');
      typed.set(flow.kept, Object.fromEntries(rows.map(({path, input}) => [path, input.value])));
      const data = collect(rows);
      if (!data.firstName && !data.lastName) return rows[0].say(words.text('data.empty'));
      const error = /** @type {any} */ (await flow.submit(step, data));
      if (!error) return undefined;
      flow.events.problem('invalid_data', error);
      const wrong = rows.find(({path}) => path === error.field) ?? rows[0];
      const hint = `data.wrong.${wrong.path}`;
      return wrong.say(words.text(words.has(hint) ? hint : 'data.wrong'));
    },
  });
  const element = h('section', {},
    header(flow, {title: words.text('data.title'), step, back: flow.back(step)}), form,
    h('div', {class: 'actions'}, send));
  return {name: 'data', element, step};
}

/**
 * @param {Flow} flow
 * @param {{path: string, autocomplete?: string, type?: string, maxlength?: number, capital?: boolean}} field
 * @param {string} value
 */
function row(flow, {path, autocomplete, type = 'text', maxlength, capital}, value) {
  const id = `field-${path.replace('.', '-')}`;
  const error = h('p', {class: 'error', id: `${id}-error`, role: 'alert'});
  const input = h('input', {
    id, name: path, type, autocomplete, maxlength, part: 'input', 'aria-describedby': error.id,
    autocapitalize: capital ? 'characters' : null, spellcheck: 'false',
  });
  input.value = value;
  const element = h('div', {class: 'field', data: {field: path}}, h('label', {for: id}, flow.words.text(`data.${path}`)), input, error);
  /** @param {string} text "" takes it back */
  const say = (text) => {
    error.textContent = text;
    input.toggleAttribute('aria-invalid', Boolean(text));
    if (text) {
      input.setAttribute('aria-invalid', 'true');
      error.dataset.code = 'invalid_data';
      input.focus();
    } else delete error.dataset.code;
  };
  return {path, input, element, say};
}

/**
 * @param {{path: string, input: HTMLInputElement}[]} rows
 * @returns {import('../../capture.js').PreparedData}
 */
function collect(rows) {
  /** @type {any} */
  const data = {};
  for (const {path, input} of rows) {
    const value = input.value.trim();
    if (!value) continue;
    const [first, second] = path.split('.');
    if (second) (data[first] ??= {})[second] = second === 'country' ? value.toUpperCase() : value;
    else data[first] = path === 'phoneNumber' ? value.replace(/[\s()/.-]/g, '') : value;
  }
  return data;
}
