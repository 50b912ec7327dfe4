/**
 * Validates what another device sends. An attacker may have made or taken the link: they may choose the session, but
 * not the origin that pictures are sent to.
 */
import {parseURL} from '../settings.js';

/** @typedef {Record<string, {type?: string, country?: string}>} Choices */

/** @param {unknown} value @returns {string[]} every text in it that could be read as an address */
function addresses(value) {
  const found = [];
  // No recursion: foreign data may be nested to any depth.
  for (const left = [value]; left.length;) {
    const each = left.pop();
    if (typeof each === 'string' && each.includes('://')) found.push(each);
    else if (each && typeof each === 'object') for (const member of Object.values(each)) left.push(member);
  }
  return found;
}

/**
 * Where a session of this page's own leads.
 * @param {unknown} session
 * @returns {string[]} origins
 */
export const originsOf = (session) => [...new Set(addresses(session).flatMap((each) => parseURL(each)?.origin ?? []))];

/**
 * Whether a session leads to some of these origins and nowhere else. Texts are compared, from their beginnings:
 * what two readers of an address might read differently doesn't pass.
 * @param {unknown} session
 * @param {string[]} origins
 */
export const leadsTo = (session, origins) =>
  addresses(session).every((each) => origins.some((origin) => each === origin || each.startsWith(`${origin}/`)));

/** @param {unknown} text @returns {text is string} */
const isName = (text) => typeof text === 'string' && /^[A-Z0-9_]{1,64}$/.test(text);

/**
 * What was chosen on the other device, as far as it is a choice.
 * @param {unknown} chosen
 * @returns {Choices}
 */
export function choicesOf(chosen) {
  /** @type {Choices} */
  const choices = {};
  for (const [key, choice] of Object.entries(chosen ?? {})) {
    if (!/^[A-Z_]{1,64} \d{1,3}$/.test(key)) continue;
    choices[key] = {...(isName(choice?.type) && {type: choice.type}), ...(isName(choice?.country) && {country: choice.country})};
  }
  return choices;
}
