/** What the form has sent, as the overview shows it. */
import {namesIn} from '../ui/countries.js';
import {h} from '../ui/dom.js';
import {formatDate} from './date.js';
import {arrange, fields} from './fields.js';

/** @import {Catalog} from '../ui/catalog.js' */
/** @import {PreparedData} from '../../capture.js' */

/**
 * A line for the name, one for the address, and one for each other field, with its label where the value could be taken
 * for another's.
 * @param {Catalog} words
 * @param {PreparedData} data
 */
export function summary(words, data) {
  const at = (/** @type {string} */ path) => path.split('.').reduce((value, name) => value?.[name], /** @type {any} */ (data));
  const paths = arrange(Object.keys(fields), words.language).filter(at);
  const show = (/** @type {string} */ path) => {
    const {kind} = fields[path];
    return kind === 'date' ? formatDate(at(path), words.locale) : kind === 'country' ? namesIn(words.language)(at(path)) : at(path);
  };
  const isAddress = (/** @type {string} */ path) => path.startsWith('address.');
  const names = paths.filter((path) => fields[path].name).map(show).join(' ');
  // A comma of one script is wrong in another.
  const address = paths.filter(isAddress).map(show).join(' · ');
  const others = paths.filter((path) => !fields[path].name && !isAddress(path)).map((path) =>
    ['email', 'phoneNumber'].includes(path) ? ['', show(path)] : [`${words.text(`data.${path}`)} `, show(path)]);
  // Each value has a direction of its own.
  return [['', names], ...others, ['', address]].filter(([, value]) => value).map(([label, value]) => h('span', {}, label, h('bdi', {}, value)));
}
