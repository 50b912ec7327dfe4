/**
 * A message with its values: {name}, and plurals as ICU writes them:
 * {pages, plural, =0 {no pages} one {# page} other {# pages}}. What a message can't say in this little
 * language isn't supported: no select, no quoting; a brace is always one of these.
 */

/** @typedef {Record<string, string | number>} Values */
/** @typedef {{number: (value: number) => string, category: (value: number) => string}} Rules how the language counts */

/**
 * Object.hasOwn, which Safari has since 15.4 and Chrome since 93.
 * @param {object} object
 * @param {string} key
 */
export const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);

/** @param {string} message @param {Values} values @param {Rules} rules @returns {string} */
export function format(message, values, rules) {
  let text = '';
  for (let at = 0; at < message.length;) {
    const open = message.indexOf('{', at);
    const close = open < 0 ? -1 : closing(message, open);
    if (close < 0) return text + message.slice(at);
    text += message.slice(at, open) + argument(message.slice(open + 1, close), values, rules);
    at = close + 1;
  }
  return text;
}

/**
 * What stands between two braces. A name without a value stays as it is, so that the mistake is seen.
 * @param {string} inner
 * @param {Values} values
 * @param {Rules} rules
 */
function argument(inner, values, rules) {
  const plural = /^(\w+),\s*plural,/.exec(inner);
  const name = plural?.[1] ?? inner;
  if (!has(values, name)) return `{${inner}}`;
  const value = values[name];
  if (!plural) return typeof value === 'number' ? rules.number(value) : value;
  const cases = branches(inner.slice(plural[0].length));
  const chosen = cases.get(`=${value}`) ?? cases.get(rules.category(Number(value))) ?? cases.get('other') ?? '';
  return format(chosen.replaceAll('#', rules.number(Number(value))), values, rules);
}

/** @param {string} text such as one {# page} other {# pages} */
function branches(text) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (let at = 0; ;) {
    const open = text.indexOf('{', at);
    const close = open < 0 ? -1 : closing(text, open);
    if (close < 0) return found;
    found.set(text.slice(at, open).trim(), text.slice(open + 1, close));
    at = close + 1;
  }
}

/**
 * @param {string} text
 * @param {number} open where a brace opens
 * @returns {number} where it closes, or -1
 */
function closing(text, open) {
  for (let at = open, depth = 0; at < text.length; at++) {
    if (text[at] === '{') depth++;
    if (text[at] === '}' && --depth === 0) return at;
  }
  return -1;
}
