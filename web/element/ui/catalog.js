/**
 * The messages of one language, those of the integrator over them, and numbers as the language writes them. A
 * catalogue keeps the texts that it has made, so that it can translate them when the language changes.
 */
import {files} from '../../locales/index.js';
import {formats, nearest} from './locale.js';
import {format, has} from './message.js';

/** @typedef {Record<string, string>} Messages */
/** @typedef {keyof typeof import('../../locales/en.js').default} Key */
/** @typedef {(text: string) => string} Renew translates a text that was made in the language before */

export class Catalog {
  /** @type {Messages} */
  #messages = {};
  /** Of screens that come later. @type {Messages} */
  #late = {};
  #counts = counting('en');
  /** The language of the words, with the person's country and digits where they are known; BCP 47. */
  locale = 'en';
  /** @type {Map<string, (renew: Renew) => string>} every text that was given out, and how it is made anew */
  #made = new Map();

  /**
   * @param {Messages} language one of web/locales
   * @param {Messages} [own] replaces single messages
   * @param {string} [locale] BCP 47, for numbers: German of Switzerland has other ones
   */
  constructor(language, own, locale) {
    this.become(language, own, locale);
  }

  /**
   * Changes the language.
   * @param {Messages} language
   * @param {Messages} [own]
   * @param {string} [locale]
   * @returns {Renew} for what is on the screen
   */
  become(language, own = {}, locale = language.language) {
    const before = this.#made;
    this.#made = new Map();
    this.#messages = {...this.#late, ...language, ...Object.fromEntries(Object.entries(own).filter(([, text]) => typeof text === 'string'))};
    this.locale = formats(locale, this.language);
    this.#counts = counting(this.locale);
    /** @type {Renew} */
    const renew = (text) => before.get(text)?.(renew) ?? text;
    return renew;
  }

  /** Adds messages of a screen that comes later. @param {Messages} late */
  add(late) {
    this.#late = late;
    this.#messages = {...late, ...this.#messages};
  }

  get direction() {
    return this.#messages.direction;
  }

  get language() {
    return this.#messages.language;
  }

  /** @param {string} key */
  has(key) {
    return has(this.#messages, key);
  }

  /** @param {Key | string} key @param {import('./message.js').Values} [values] @returns {string} */
  text(key, values = {}) {
    const message = this.has(key) ? this.#messages[key] : key;
    return this.#keep(format(message, values, this.#counts), (renew) => {
      const renewed = Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? renew(value) : value]);
      return this.text(key, Object.fromEntries(renewed));
    });
  }

  /** A problem's two sentences: what happened, and what to do. @param {string} code */
  problem(code) {
    const key = [code, sameWords[code]].map((each) => `problem.${each}`).find((each) => this.has(each)) ?? 'problem.internal';
    const [title = '', text = ''] = this.text(key).split('|');
    this.#keep(title, () => this.problem(code).title);
    this.#keep(text, () => this.problem(code).text);
    return {title, text};
  }

  /**
   * @param {number} bytes decimal: 15 MB are 15,000,000 bytes
   * @returns {string}
   */
  bytes(bytes) {
    const text = bytes < 1e6 ? this.#counts.unit(Math.max(1, Math.round(bytes / 1e3)), 'kilobyte') : this.#counts.unit(bytes / 1e6, 'megabyte');
    return this.#keep(text, () => this.bytes(bytes));
  }

  /** @param {number} fraction @returns {string} */
  percent(fraction) {
    return this.#keep(this.#counts.percent(fraction), () => this.percent(fraction));
  }

  /** @param {string} text @param {(renew: Renew) => string} again */
  #keep(text, again) {
    this.#made.set(text, again);
    return text;
  }
}

/** Codes with the words of another one, because the person can do the same about both. @type {Record<string, string>} */
const sameWords = {bad_asset: 'bad_option', session_failed: 'server'};

/** How numbers are written and which plural they take. @param {string} tag */
function counting(tag) {
  const numbers = new Intl.NumberFormat(tag, {maximumFractionDigits: 1});
  const percent = new Intl.NumberFormat(tag, {style: 'percent'});
  const plurals = new Intl.PluralRules(tag);
  return {
    number: (/** @type {number} */ value) => numbers.format(value),
    percent: (/** @type {number} */ value) => percent.format(value),
    category: (/** @type {number} */ value) => plurals.select(value),
    unit: (/** @type {number} */ value, /** @type {string} */ unit) =>
      // A number and its unit stay on one line.
      new Intl.NumberFormat(tag, {style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1}).format(value).replace(' ', '\u00a0'),
  };
}

/** Loaders of the messages of screens that come later. @type {((code: string) => Promise<Messages>)[]} */
export const late = [];

/**
 * Loads the language of web/locales that comes nearest; nothing else is loaded, but English when that fails.
 * @param {string} locale BCP 47
 * @returns {Promise<Messages>}
 */
export async function language(locale) {
  const code = nearest(locale);
  const [file, ...others] = await Promise.all([files[code]().catch(files.en), ...late.map((load) => load(code))]);
  return Object.assign({}, file.default, ...others);
}
