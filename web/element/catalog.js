/** The words: one language, the host's own over them, and numbers as that language writes them. */
import en from '../locales/en.js';

/** @typedef {Record<string, string>} Messages */
/** @typedef {keyof typeof en} Key */

export class Catalog {
  /** @type {Messages} */
  #messages;
  #numbers;
  #percent;

  /**
   * @param {Messages} [own] replaces single messages
   * @param {Messages} [language] default English
   */
  constructor(own = {}, language = en) {
    this.#messages = {...en, ...language, ...own};
    this.#numbers = new Intl.NumberFormat(this.#messages.language, {maximumFractionDigits: 1});
    this.#percent = new Intl.NumberFormat(this.#messages.language, {style: 'percent'});
  }

  get direction() {
    return this.#messages.direction ?? 'ltr';
  }

  get language() {
    return this.#messages.language ?? 'en';
  }

  /** @param {string} key */
  has(key) {
    return key in this.#messages;
  }

  /**
   * @param {Key | string} key
   * @param {Record<string, string | number>} [values]
   */
  text(key, values = {}) {
    const message = this.#messages[key] ?? key;
    return message.replace(/\{(\w+)\}/g, (whole, name) => {
      const value = values[name];
      if (value === undefined) return whole;
      return typeof value === 'number' ? this.#numbers.format(value) : value;
    });
  }

  /**
   * A problem's two sentences: what happened, and what to do.
   * @param {string} code
   */
  problem(code) {
    const key = this.has(`problem.${code}`) ? `problem.${code}` : 'problem.internal';
    const [title = '', text = ''] = this.text(key).split('|');
    return {title, text};
  }

  /** @param {number} bytes decimal: 15 MB are 15,000,000 bytes */
  bytes(bytes) {
    const [value, unit] = bytes < 1e6 ? [Math.max(1, Math.round(bytes / 1e3)), 'kB'] : [bytes / 1e6, 'MB'];
    return `${this.#numbers.format(value)} ${unit}`;
  }

  /** @param {number} fraction */
  percent(fraction) {
    return this.#percent.format(fraction);
  }
}

/**
 * Loads a language of web/locales, or English where there is none.
 * @param {string} locale BCP 47
 * @returns {Promise<Messages>}
 */
export async function language(locale) {
  if (!/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]+)*$/.test(locale) || locale.toLowerCase().startsWith('en')) return en;
  try {
    return (await import(`../locales/${locale}.js`)).default;
  } catch {
    return en;
  }
}
