/** Kinds of fields that few forms have. */
import {h} from '../ui/dom.js';
import {choiceOf} from './fields.js';
import {rules} from './rules.js';
import {clean, plain} from './text.js';

/** @import {Make} from './rows.js' */

/** One of few values. @type {Make} */
export function choiceField({words}, path, _, common) {
  const select = h('select', common, h('option', {value: ''}),
    ...(rules[path].options ?? []).map((value) => h('option', {value}, choiceOf(words, path, value))));
  return {controls: [select], content: select, read: () => ({value: select.value}), typed: () => Boolean(select.value)};
}

/** A currency by its name, in the order of the language's alphabet. @type {Make} */
export function currencyField({words}, path, _, common) {
  const select = h('select', common, h('option', {value: ''}));
  const options = (rules[path].options ?? []).map((value) => h('option', {value}));
  const translated = () => {
    const {value} = select;
    const names = new Intl.DisplayNames(words.language, {type: 'currency'});
    for (const option of options) option.textContent = `${names.of(option.value)} (${option.value})`;
    select.append(...options.sort((a, b) => a.text.localeCompare(b.text, words.language)));
    select.value = value;
  };
  translated();
  return {controls: [select], content: select, translated, read: () => ({value: select.value}), typed: () => Boolean(select.value)};
}

/** @type {Make} */
export function amountField({words}, _, __, common) {
  const input = h('input', {...common, type: 'text', inputmode: 'decimal', dir: 'ltr'});
  return {
    controls: [input], content: input,
    typed: () => Boolean(clean(input.value)),
    read: () => {
      const text = plain(input.value);
      const value = text ? readAmount(text, words.locale) : '';
      return value === undefined ? {value: '', error: words.text('data.wrong')} : {value};
    },
  };
}

/**
 * A number as people write it. Of two signs the last is the decimal one. A single sign that may group is what the locale has it for.
 * @param {string} text
 * @param {string} locale
 * @returns {number | undefined} undefined: it is none
 */
export function readAmount(text, locale) {
  // Blanks and apostrophes group digits; U+066B and U+066C are the Arabic signs.
  const typed = text.replace(/[\s'’\u066c]/g, '').replace(/\u066b/g, '.');
  const signs = typed.match(/[.,]/g) ?? [];
  const last = signs[signs.length - 1] ?? '.'; // at() is in Safari since 15.4 and in Chrome since 92
  const sign = new Intl.NumberFormat(locale).formatToParts(0.5).find(({type}) => type === 'decimal')?.value;
  const grouped = signs.filter((each) => each === last).length > 1 || /^[1-9]\d{0,2}[.,]\d{3}$/.test(typed) && sign !== last;
  const end = grouped || !signs.length ? typed.length : typed.lastIndexOf(last);
  const [whole, fraction] = [typed.slice(0, end), typed.slice(end)];
  // Groups have one sign. The last has three digits, the others may have two (India).
  if (!/^(\d+|\d{1,3}([.,])(\d{2,3}\2)*\d{3})$/.test(whole) || !/^([.,]\d+)?$/.test(fraction)) return undefined;
  return Number(whole.replace(/[.,]/g, '') + fraction.replace(',', '.'));
}

/** A moment, where the person is. @type {Make} */
export function timeField({words}, _, __, common) {
  const input = h('input', {...common, type: 'datetime-local', step: 1});
  return {
    controls: [input], content: input,
    typed: () => Boolean(input.value),
    read: () => {
      if (!input.value && !input.validity.badInput) return {value: ''};
      const time = new Date(input.value);
      // RFC 3339 has years of four digits.
      const value = Number.isNaN(time.getTime()) ? '' : time.toISOString().replace('.000', '');
      return /^\d{4}-/.test(value) ? {value} : {value: '', error: words.text('data.wrong.date')};
    },
  };
}

/** Names, with commas or blanks between them. @type {Make} */
export function listField(_, __, ___, common) {
  const input = h('input', {...common, type: 'text', dir: 'ltr', spellcheck: 'false', autocapitalize: 'characters', placeholder: 'ADVERSE_MEDIA, …'});
  return {
    controls: [input], content: input,
    typed: () => Boolean(clean(input.value)),
    read: () => {
      const value = plain(input.value).split(/[\s,;،、]+/).filter(Boolean);
      return {value: value.length ? value : ''};
    },
  };
}
