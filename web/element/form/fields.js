/** The fields of the form: what each is, where it stands, and what it begins with. rules.js has what its value must be. */

/** @import {Catalog} from '../ui/catalog.js' */

/**
 * `ltr`: numbers and codes, from left to right in every language. `digits`: a keyboard of digits. `past`: not after today.
 * `begins`: with the person's country. `autocomplete`: what the browser fills in; a text without one isn't kept by it. A text has no
 * maxlength: browsers cut what is pasted without a word.
 * @typedef {'text' | 'email' | 'country' | 'date' | 'phone' | 'choice' | 'currency' | 'amount' | 'time' | 'list'} Kind
 * @typedef {{kind: Kind, autocomplete?: string, wide?: true, ltr?: true, digits?: true, past?: true, begins?: true, name?: true}} Field
 */

/** @type {Record<string, Field>} */
export const fields = {
  'suffix': {kind: 'text', autocomplete: 'honorific-prefix'},
  'firstName': {kind: 'text', autocomplete: 'given-name', name: true},
  'middleName': {kind: 'text', autocomplete: 'additional-name', name: true},
  'lastName': {kind: 'text', autocomplete: 'family-name', name: true},
  'sex': {kind: 'choice', autocomplete: 'sex'},
  'dateOfBirth': {kind: 'date', autocomplete: 'bday', past: true},
  'nationality': {kind: 'country'},
  'socialSecurityNumber': {kind: 'text', autocomplete: 'off', ltr: true},
  'personalNumber': {kind: 'text', autocomplete: 'off', ltr: true},
  'email': {kind: 'email', autocomplete: 'email', ltr: true},
  'phoneNumber': {kind: 'phone', autocomplete: 'tel', ltr: true},
  'phoneNumber2': {kind: 'phone', ltr: true},
  'address.line1': {kind: 'text', autocomplete: 'address-line1', wide: true},
  'address.line2': {kind: 'text', autocomplete: 'address-line2', wide: true},
  'address.line3': {kind: 'text', autocomplete: 'address-line3', wide: true},
  'address.line4': {kind: 'text', wide: true},
  'address.line5': {kind: 'text', wide: true},
  'address.postalCode': {kind: 'text', autocomplete: 'postal-code', ltr: true},
  'address.city': {kind: 'text', autocomplete: 'address-level2'},
  'address.subdivision': {kind: 'text', autocomplete: 'address-level1'},
  'address.country': {kind: 'country', autocomplete: 'country', begins: true},
  'id.type': {kind: 'choice'},
  'id.subType': {kind: 'text', ltr: true},
  'id.idNumber': {kind: 'text', ltr: true},
  'id.issuingDate': {kind: 'date', past: true},
  'id.expiryDate': {kind: 'date'},
  'kyc.registrationDate': {kind: 'date', past: true},
  'kyc.registrationIpAddress': {kind: 'text', autocomplete: 'off', ltr: true},
  'bank.paymentMethod': {kind: 'text'},
  'bank.binNumber': {kind: 'text', autocomplete: 'off', ltr: true, digits: true},
  'bank.lastDigits': {kind: 'text', autocomplete: 'off', ltr: true, digits: true},
  'bank.accountNumber': {kind: 'text', autocomplete: 'off', ltr: true},
  'bank.routingNumber': {kind: 'text', autocomplete: 'off', ltr: true},
  'bank.amount': {kind: 'amount', autocomplete: 'transaction-amount'},
  'bank.currency': {kind: 'currency', autocomplete: 'transaction-currency'},
  'bank.transactionTime': {kind: 'time'},
  'bank.transactionId': {kind: 'text', autocomplete: 'off', ltr: true},
  'bank.ipAddress': {kind: 'text', autocomplete: 'off', ltr: true},
  'business.name': {kind: 'text', autocomplete: 'organization', wide: true},
  'business.address': {kind: 'text', wide: true},
  'business.city': {kind: 'text'},
  'business.state': {kind: 'text'},
  'business.country': {kind: 'country'},
  'business.registrationNumber': {kind: 'text', ltr: true},
  'business.searchId': {kind: 'text', autocomplete: 'off', ltr: true},
  'business.kybCapabilities': {kind: 'list', autocomplete: 'off', ltr: true},
};

/** Fields of a company with the name of an address's field. @type {Record<string, string>} */
const ofAddress = {'business.city': 'city', 'business.state': 'subdivision', 'business.country': 'country'};

/** @param {Catalog} words @param {string} path */
export function labelOf(words, path) {
  const [, line] = /^address\.line([3-5])$/.exec(path) ?? [];
  if (line) return words.text('data.address.line', {n: Number(line)});
  return path in ofAddress ? words.text('data.business', {field: words.text(`data.address.${ofAddress[path]}`)}) : words.text(`data.${path}`);
}

/** What a choice's value is called. @param {Catalog} words @param {string} path @param {string} value */
export const choiceOf = (words, path, value) => words.text(path === 'id.type' ? `type.${value}` : `data.${path}.${value}`);

/** Languages that put the family name first (CLDR 47, nameOrderLocales, those of the catalogues). */
const familyFirst = ['hu', 'ja', 'km', 'ko', 'vi', 'zh'];

/** Paths with the family name where the language has it. @param {string[]} paths @param {string} language BCP 47 */
export function arrange(paths, language) {
  const first = familyFirst.includes(language.split('-')[0]);
  const names = ['firstName', 'middleName', 'lastName'].filter((name) => paths.includes(name));
  if (!first || names.length < 2 || !paths.includes('lastName')) return paths;
  const ordered = ['lastName', ...names.slice(0, -1)];
  return paths.map((path) => (names.includes(path) ? String(ordered.shift()) : path));
}

/**
 * The country that the form begins with: of the locale, else of the browser's setting for the same language. A
 * language alone has none: it would be wrong for many, unnoticed.
 * @param {string} locale BCP 47
 * @param {readonly string[]} languages navigator.languages
 * @returns {string} alpha-2, "" for none
 */
export function regionOf(locale, languages) {
  const {language, region} = new Intl.Locale(locale);
  if (region) return region;
  for (const each of languages) {
    try {
      const tag = new Intl.Locale(each);
      if (tag.language === language && tag.region) return tag.region;
    } catch {
      // no tag
    }
  }
  return '';
}
