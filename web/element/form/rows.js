/** The rows of the form: a label, its inputs, and their error. */
import {listCountries, two} from '../ui/countries.js';
import {h} from '../ui/dom.js';
import {nameOfPart, orderOf, readDate, today} from './date.js';
import {fields, labelOf, regionOf} from './fields.js';
import {callingCodes, readPhone} from './phone.js';
import {amountField, choiceField, currencyField, listField, timeField} from './rare.js';
import {rules} from './rules.js';
import {clean, isEmail, plain} from './text.js';

/** @import {View} from '../flow/flow.js' */
/** @import {DatePart} from './date.js' */
/** @import {Field} from './fields.js' */

/** @typedef {HTMLInputElement | HTMLSelectElement} Control */

/**
 * What a row holds. `value` is what is sent, "" for nothing. `error` is what is wrong, `wrong` where; default: everywhere.
 * @typedef {string | number | string[]} Value
 * @typedef {{value: Value, error?: string, wrong?: Control[]}} Reading
 */

/**
 * One kind of field. `typed`: whether the person has filled it in, presets excepted.
 * @typedef {{controls: Control[], content: HTMLElement, read: () => Reading, typed: () => boolean, translated?: () => void}} Kind
 */

/** @typedef {ReturnType<typeof row>} Row */

/** @param {View} view @param {string} path */
export function row(view, path) {
  const {words, state, settings, say: announce} = view;
  const must = settings().required.includes(path);
  const field = fields[path];
  const id = idOf(path);
  const error = h('p', {class: 'error', id: `${id}-error`});
  const common = {id, name: path, part: 'input', 'aria-describedby': error.id, 'aria-required': must, autocomplete: field.autocomplete};
  const {controls, content, read, typed, translated = () => {}} = kinds[field.kind](view, path, field, common);
  for (const control of controls) control.value = state.typed[control.name] ?? control.value;
  const name = () => labelOf(words, path);
  const mark = must && h('span', {class: 'must', 'aria-hidden': 'true'}, ' *');
  const label = field.kind === 'date' ? h('div', {class: 'label', id: `${id}-label`}, name(), mark) : h('label', {for: id}, name(), mark);
  const element = h('div', {class: field.wide ? 'field wide' : 'field', part: 'field', data: {field: path}}, label, content, error);
  translated();

  /** @returns {Reading} */
  const check = () => {
    const reading = read();
    return reading.error || reading.value !== '' || !must ? reading : {value: '', error: words.text('data.required'), wrong: controls.filter((each) => !clean(each.value))};
  };
  /** @param {string} text "" takes it back @param {Control[]} [wrong] */
  const say = (text, wrong = controls) => {
    error.textContent = text;
    if (text) error.dataset.code = 'invalid_data';
    else delete error.dataset.code;
    for (const control of controls) {
      if (text && wrong.includes(control)) control.setAttribute('aria-invalid', 'true');
      else control.removeAttribute('aria-invalid');
    }
  };
  /** Shows the first error. @param {string} [others] announces the other errors */
  const focus = (others = '') => {
    const control = controls.find((each) => each.hasAttribute('aria-invalid')) ?? controls[0];
    // With the focus, the field is read with its description; a field that has it already isn't read again.
    const heard = control.matches(':focus') ? `${error.textContent} ${others}` : others;
    control.focus({preventScroll: true});
    element.scrollIntoView({block: 'nearest'});
    if (heard) announce(heard.trim());
  };
  return {path, element, controls, name, check, typed, say, focus, translated};
}

/** @param {string} path */
const idOf = (path) => `field-${path.replace('.', '-')}`;

/** @typedef {(view: View, path: string, field: Field, common: Record<string, any>) => Kind} Make */

/** @type {Record<Field['kind'], Make>} */
const kinds = {
  text: textField, email: textField, country: countryField, date: dateField, phone: phoneField,
  choice: choiceField, currency: currencyField, amount: amountField, time: timeField, list: listField,
};

/** @type {Make} */
function textField({words}, path, {kind, ltr, digits, name}, common) {
  const {max = Infinity, digits: [minDigits, maxDigits] = []} = rules[path];
  const input = h('input', {
    ...common, type: kind, dir: ltr && 'ltr', inputmode: digits && 'numeric', spellcheck: 'false', autocapitalize: name ? 'words' : ltr ? 'off' : undefined,
  });
  return {
    controls: [input], content: input,
    typed: () => Boolean(clean(input.value)),
    read: () => {
      const value = (ltr ? plain : clean)(input.value);
      // The client counts code points.
      if ([...value].length > max) return {value, error: words.text('data.long', {max})};
      if (value && maxDigits && !new RegExp(`^\\d{${minDigits},${maxDigits}}$`).test(value)) return {value, error: words.text('data.wrong')};
      return {value, error: value && kind === 'email' && !isEmail(value) ? words.text('data.wrong.email') : ''};
    },
  };
}

/** @type {Make} */
function countryField({words}, _, {begins}, common) {
  const select = h('select', common, h('option', {value: ''}));
  listCountries(select, words.language);
  const first = begins ? preset(words) : '';
  select.value = first;
  return {
    controls: [select], content: select,
    read: () => ({value: select.value}),
    typed: () => select.value !== first,
    translated: () => listCountries(select, words.language),
  };
}

/** @type {Make} */
function dateField({words}, path, {autocomplete, past}, common) {
  const parts = /** @type {DatePart[]} */ (['day', 'month', 'year']).map((part) => {
    const input = h('input', {
      ...common, id: `${common.id}-${part}`, name: `${path}.${part}`, type: 'text', inputmode: 'numeric',
      maxlength: part === 'year' ? 4 : 2, autocomplete: autocomplete ? `${autocomplete}-${part}` : 'off',
    });
    const label = h('label', {for: input.id});
    return {part, input, label, element: h('div', {class: part}, label, input)};
  });
  const inOrder = () => orderOf(words.locale).map((part) => /** @type {typeof parts[0]} */ (parts.find((each) => each.part === part)));
  const content = h('div', {
    class: 'date', role: 'group', 'aria-labelledby': `${common.id}-label`,
    // A whole date that is pasted belongs into all three.
    onpaste: (/** @type {ClipboardEvent} */ event) => {
      const numbers = plain(event.clipboardData?.getData('text') ?? '').match(/\d+/g);
      if (numbers?.length !== 3) return;
      event.preventDefault();
      const order = numbers[0].length === 4 ? ['year', 'month', 'day'] : orderOf(words.locale);
      for (const {part, input} of parts) input.value = numbers[order.indexOf(part)];
      content.dispatchEvent(new Event('input', {bubbles: true}));
    },
  });
  const texts = () => /** @type {Record<DatePart, string>} */ (Object.fromEntries(parts.map(({part, input}) => [part, input.value])));
  return {
    controls: parts.map(({input}) => input), content,
    typed: () => parts.some(({input}) => clean(input.value)),
    read: () => {
      const {value, wrong, late} = readDate(texts(), past && today());
      if (!wrong.length) return {value};
      const error = words.text(late ? 'data.wrong.dateOfBirth' : 'data.wrong.date');
      return {value, error, wrong: parts.filter(({part}) => wrong.includes(part)).map(({input}) => input)};
    },
    translated: () => {
      place(content, inOrder().map(({element}) => element));
      for (const {part, label} of parts) label.textContent = nameOfPart(part, words.locale);
    },
  };
}

/** @type {Make} */
function phoneField({words}, path, _, common) {
  const select = h('select', {
    id: `${common.id}-country`, name: `${path}.country`, 'aria-label': words.text('data.phoneCode'), 'aria-describedby': common['aria-describedby'],
    autocomplete: 'tel-country-code', onchange: () => show(),
  }, h('option', {value: ''}));
  const input = h('input', {
    ...common, type: 'tel', autocomplete: 'tel-national', spellcheck: 'false',
    // The country of a number that is typed or filled in as a whole goes where countries are chosen.
    onchange: () => {
      const phone = /^(\+|00)/.test(plain(input.value)) && read();
      if (!phone) return;
      select.value = alpha3(phone.country);
      input.value = phone.national;
      show();
      content.dispatchEvent(new Event('input', {bubbles: true}));
    },
  });
  // The list has the countries' names; closed, it shows the code alone.
  const shown = h('span', {class: 'code', part: 'input', 'aria-hidden': 'true'});
  const content = h('div', {class: 'phone', dir: 'ltr'}, h('div', {class: 'codes'}, select, shown), input);
  const codeOf = (/** @type {string} */ code) => `+${callingCodes.get(two.get(code) ?? '') ?? ''}`;
  const show = () => {
    shown.textContent = codeOf(select.value);
  };
  const read = () => readPhone(input.value, two.get(select.value) ?? '');
  const translated = () => {
    const codes = [...two.keys()].filter((code) => callingCodes.has(two.get(code) ?? ''));
    listCountries(select, words.language, codes, (name, code) => `${name} \u2066${codeOf(code)}\u2069`);
    show();
  };
  translated();
  select.value = preset(words);
  return {
    controls: [select, input], content, translated,
    typed: () => Boolean(clean(input.value)),
    read: () => {
      if (!clean(input.value)) return {value: ''};
      const value = read()?.value;
      return value ? {value} : {value: '', error: words.text('data.wrong.phoneNumber'), wrong: [select, input].filter((each) => each === input || !each.value)};
    },
  };
}

/** The country that the form begins with, alpha-3, "" for none. @param {View['words']} words */
const preset = (words) => alpha3(regionOf(words.locale, navigator.languages));

/** @param {string} alpha2 */
const alpha3 = (alpha2) => [...two].find(([, each]) => each === alpha2)?.[0] ?? '';

/**
 * Puts pieces into another order; the focus stays where it is.
 * @param {HTMLElement} parent
 * @param {HTMLElement[]} pieces
 */
export function place(parent, pieces) {
  const now = [...parent.children].filter((each) => pieces.includes(/** @type {HTMLElement} */ (each)));
  if (now.length === pieces.length && now.every((each, i) => each === pieces[i])) return;
  const focus = /** @type {HTMLElement | null} */ (parent.querySelector(':focus'));
  parent.append(...pieces);
  focus?.focus({preventScroll: true});
}
