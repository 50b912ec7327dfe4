/** What the form has sent, as the overview shows it. */
import {namesIn} from '../ui/countries.js';
import {h} from '../ui/dom.js';
import {formatDate} from './date.js';
import {arrange, fields} from './fields.js';

/** @import {Catalog} from '../ui/catalog.js' */
/** @import {PreparedData} from '../../capture.js' */

/**
 * One line for the name, one for the address, and one for each other field, those that could be taken for another with
 * their labels.
 * @param {Catalog} words
 * @param {PreparedData} data
 * @returns {string[]}
 */
export function linesOf(words, data) {
  const at = (/** @type {string} */ path) => /** @type {any} */ (path.split('.').reduce((value, name) => value?.[name], /** @type {any} */ (data)));
  const paths = arrange(Object.keys(fields), words.language).filter((path) => at(path));
  const show = (/** @type {string} */ path) => {
    const {kind} = fields[path];
    return kind === 'date' ? formatDate(at(path), words.locale) : kind === 'country' ? namesIn(words.language)(at(path)) : at(path);
  };
  /** @type {string[]} */
  const lines = [];
  const join = (/** @type {(path: string) => unknown} */ belongs, /** @type {string} */ between) => {
    const text = paths.filter(belongs).map(show).join(between);
    if (text) lines.push(text);
  };
  join((path) => fields[path].name, ' ');
  for (const path of paths.filter((each) => !fields[each].name && !each.startsWith('address.'))) {
    lines.push(['email', 'phoneNumber'].includes(path) ? show(path) : `${words.text(`data.${path}`)}: ${show(path)}`);
  }
  join((path) => path.startsWith('address.'), ', ');
  return lines;
}

/** @param {Catalog} words @param {PreparedData} data */
export const summary = (words, data) => linesOf(words, data).map((line) => h('span', {}, h('bdi', {}, line)));
