/** Selects the available language nearest to a requested one. */
import codes from '../../locales/index.js';

/** Old and wider tags that browsers don't canonicalize: Norwegian is Bokmål here. */
const aliases = new Map([['no', 'nb'], ['nn', 'nb']]);

/**
 * Exact, then language and country, then language and script, then the variety that the region reads, then the
 * language alone, then English. The answer is always one of the list, so that no attribute can make the page import
 * anything else.
 * @param {string} wanted BCP 47, or what people write for it, such as de_DE
 * @param {readonly string[]} [available]
 * @returns {string}
 */
export function nearest(wanted, available = codes) {
  const tag = parse(wanted);
  if (!tag) return 'en';
  const {language, region} = tag;
  const {script} = tag.maximize();
  const candidates = [tag.baseName, region && `${language}-${region}`, `${language}-${script}`, variety(language, region), language];
  return candidates.find((code) => code && available.includes(code)) || 'en';
}

/** Spanish outside Spain reads Mexican, English outside North America and the Philippines British (CLDR 47, parentLocales). */
const varieties = new Map([['es', {home: /^(ES|EA|IC|GQ|PH)$/, abroad: 'es-MX'}], ['en', {home: /^(US|CA|PH|PR|GU|VI)$/, abroad: 'en-GB'}]]);

/** @param {string} language @param {string | undefined} region */
function variety(language, region) {
  const known = varieties.get(language);
  return region && known && !known.home.test(region) ? known.abroad : undefined;
}

/**
 * How numbers are written: as the person's country does, in the digits of the words around them.
 * @param {string} wanted
 * @param {string} code the result of nearest()
 * @returns {string}
 */
export function formats(wanted, code) {
  const tag = parse(wanted);
  if (!tag || tag.language !== new Intl.Locale(code).language) return code;
  const {numberingSystem} = new Intl.NumberFormat(code).resolvedOptions();
  return new Intl.Locale(tag.baseName, {numberingSystem}).toString();
}

/** @param {string} wanted */
function parse(wanted) {
  try {
    // Canonical: iw becomes he, in becomes id, tl becomes fil.
    const tag = new Intl.Locale(wanted.replaceAll('_', '-'));
    const alias = aliases.get(tag.language);
    return alias ? new Intl.Locale(tag, {language: alias}) : tag;
  } catch {
    return undefined; // no language tag at all
  }
}
