/** A date of three fields. Years are those of the Gregorian calendar, as on documents. */
import {minYear} from './rules.js';
import {plain} from './text.js';

/** @typedef {'day' | 'month' | 'year'} DatePart */

/** @type {DatePart[]} */
const parts = ['day', 'month', 'year'];

/** The fields in the order of a locale. @param {string} locale @returns {DatePart[]} */
export function orderOf(locale) {
  const format = new Intl.DateTimeFormat(locale, {calendar: 'gregory', day: 'numeric', month: 'numeric', year: 'numeric'});
  const order = format.formatToParts(0).map(({type}) => type);
  return [...parts].sort((a, b) => order.indexOf(a) - order.indexOf(b));
}

/** The name of a field; of the year with its era, where the locale counts others. @param {DatePart} part @param {string} locale */
export function nameOfPart(part, locale) {
  let name;
  try {
    name = new Intl.DisplayNames(locale, {type: /** @type {any} */ ('dateTimeField')}).of(part);
  } catch {
    // Safari before 15.4 and Chrome before 99 have only the units.
    name = new Intl.NumberFormat(locale, {style: 'unit', unit: part, unitDisplay: 'long'}).formatToParts(1).find(({type}) => type === 'unit')?.value;
  }
  const text = String(name).replace(/^./u, (first) => first.toLocaleUpperCase(locale));
  if (part !== 'year' || new Intl.DateTimeFormat(locale).resolvedOptions().calendar === 'gregory') return text;
  const era = new Intl.DateTimeFormat(locale, {calendar: 'gregory', year: 'numeric', era: 'short'}).formatToParts(0).find(({type}) => type === 'era');
  return `${text} (${era?.value})`;
}

/**
 * @param {Record<DatePart, string>} typed
 * @param {string} [latest] YYYY-MM-DD; none: the date may be in the future
 * @returns {{value: string, wrong: DatePart[], late?: boolean}} value: YYYY-MM-DD, "" for none; late: it is after the latest
 */
export function readDate(typed, latest) {
  const [day, month, year] = parts.map((part) => plain(typed[part]));
  if (!day && !month && !year) return {value: '', wrong: []};
  /** @type {DatePart[]} */
  const wrong = [];
  if (!/^\d{1,2}$/.test(day) || Number(day) < 1 || Number(day) > 31) wrong.push('day');
  if (!/^\d{1,2}$/.test(month) || Number(month) < 1 || Number(month) > 12) wrong.push('month');
  if (!/^\d{4}$/.test(year) || Number(year) < minYear) wrong.push('year');
  if (wrong.length) return {value: '', wrong};
  const value = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  // The date of a day that its month doesn't have is in the next month.
  if (new Date(`${value}T00:00:00Z`).getUTCDate() !== Number(day)) return {value: '', wrong: ['day']};
  return latest && value > latest ? {value: '', wrong: ['year'], late: true} : {value, wrong: []};
}

/** Today in the person's time zone. @param {Date} [now] */
export const today = (now = new Date()) => `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;

/** @param {string} date YYYY-MM-DD @param {string} locale */
export function formatDate(date, locale) {
  return new Intl.DateTimeFormat(locale, {calendar: 'gregory', dateStyle: 'long', timeZone: 'UTC'}).format(new Date(`${date}T00:00:00Z`));
}
