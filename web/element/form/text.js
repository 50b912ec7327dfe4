/** Cleans what a person types. */

/** Bidi controls, byte order marks and control characters: they come with text that is copied. Joiners are letters of names. */
const hidden = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]|(?!\s)\p{Cc}/gu;

/** Text without hidden characters, with single spaces. @param {string} text */
export const clean = (text) => text.replace(hidden, '').replace(/\s+/g, ' ').trim().normalize('NFC');

/**
 * What is read as numbers and codes: digits of all scripts become 0 to 9, full-width letters and signs ASCII.
 * @param {string} text
 */
export const plain = (text) => clean(text).normalize('NFKC').replace(/\p{Nd}/gu, (digit) => String(valueOf(digit)));

/** Unicode has the digits of a script in a row, 0 first, and rows of ten beside rows of ten. @param {string} digit */
function valueOf(digit) {
  const code = Number(digit.codePointAt(0));
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before++;
  return before % 10;
}

/** The least that an e-mail address has. The client checks lengths and the host's labels. */
const address = /^[^\s@"(),:;<>[\]\\.]+(\.[^\s@"(),:;<>[\]\\.]+)*@[^\s@"(),:;<>[\]\\.]+(\.[^\s@"(),:;<>[\]\\.]+)+$/u;

/** @param {string} text */
export const isEmail = (text) => address.test(text);
