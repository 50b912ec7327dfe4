/** The fields of the form: what each is, where it stands, and what it begins with. */

/**
 * `ltr`: numbers and codes, from left to right in every language. `past`: not after today. `begins`: with the person's country. `max`: characters, of the
 * client's rules (apiclient, rules.go). A text has no maxlength: browsers cut what is pasted without a word.
 * @typedef {{kind: 'text' | 'email' | 'country' | 'date' | 'phone', autocomplete?: string, wide?: true, ltr?: true, past?: true, begins?: true, name?: true, max?: number}} Field
 */

/** @type {Record<string, Field>} */
export const fields = {
  'firstName': {kind: 'text', autocomplete: 'given-name', name: true},
  'middleName': {kind: 'text', autocomplete: 'additional-name', name: true},
  'lastName': {kind: 'text', autocomplete: 'family-name', name: true},
  'dateOfBirth': {kind: 'date', autocomplete: 'bday', past: true},
  'nationality': {kind: 'country'},
  'email': {kind: 'email', autocomplete: 'email', ltr: true, max: 254},
  'phoneNumber': {kind: 'phone', autocomplete: 'tel', ltr: true},
  'address.line1': {kind: 'text', autocomplete: 'address-line1', wide: true, max: 255},
  'address.line2': {kind: 'text', autocomplete: 'address-line2', wide: true, max: 255},
  'address.postalCode': {kind: 'text', autocomplete: 'postal-code', ltr: true},
  'address.city': {kind: 'text', autocomplete: 'address-level2'},
  'address.subdivision': {kind: 'text', autocomplete: 'address-level1'},
  'address.country': {kind: 'country', autocomplete: 'country', begins: true},
  'id.idNumber': {kind: 'text', ltr: true},
  'id.issuingDate': {kind: 'date', past: true},
  'id.expiryDate': {kind: 'date'},
};

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
