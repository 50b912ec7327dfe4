/** What the form has sent, as the overview shows it. */
import {namesIn} from '../ui/countries.js';
import {h} from '../ui/dom.js';
import {formatDate} from './date.js';
import {arrange, choiceOf, fields, labelOf} from './fields.js';

/** @import {Catalog} from '../ui/catalog.js' */
/** @import {PreparedData} from '../../capture.js' */
/** @import {Kind} from './fields.js' */

/**
 * A line for the name, one for the address, and one for each other field, with its label where the value could be taken
 * for another's.
 * @param {Catalog} words
 * @param {PreparedData} data
 */
export function summary(words, data) {
  const at = (/** @type {string} */ path) => path.split('.').reduce((value, name) => value?.[name], /** @type {any} */ (data));
  const paths = arrange(Object.keys(fields), words.language).filter((path) => at(path) !== undefined);
  const show = (/** @type {string} */ path) => shown[fields[path].kind]?.(words, at(path), path) ?? at(path);
  const isAddress = (/** @type {string} */ path) => path.startsWith('address.');
  const names = paths.filter((path) => fields[path].name).map(show).join(' ');
  // A comma of one script is wrong in another.
  const address = paths.filter(isAddress).map(show).join(' · ');
  const others = paths.filter((path) => !fields[path].name && !isAddress(path)).map((path) =>
    ['email', 'phoneNumber'].includes(path) ? ['', show(path)] : [`${labelOf(words, path)} `, show(path)]);
  // Each value has a direction of its own.
  return [['', names], ...others, ['', address]].filter(([, value]) => value).map(([label, value]) => h('span', {}, label, h('bdi', {}, value)));
}

/** How a value is shown; the others as they are. @type {Partial<Record<Kind, (words: Catalog, value: any, path: string) => string>>} */
const shown = {
  date: ({locale}, value) => formatDate(value, locale),
  country: ({language}, value) => namesIn(language)(value),
  choice: (words, value, path) => choiceOf(words, path, value),
  currency: ({language}, value) => new Intl.DisplayNames(language, {type: 'currency'}).of(value) ?? value,
  amount: ({locale}, value) => new Intl.NumberFormat(locale).format(value),
  time: ({locale}, value) => new Intl.DateTimeFormat(locale, {dateStyle: 'long', timeStyle: 'medium'}).format(new Date(value)),
  list: ({language}, value) => new Intl.ListFormat(language, {type: 'unit'}).format(value),
};
