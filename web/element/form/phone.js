/** Phone numbers: the country's calling code and the number as it is dialled there become E.164. */
import {plain} from './text.js';

/** Calling codes (ITU-T E.164) with the countries that have them, as ISO 3166-1 alpha-2; the largest comes first. */
const codes = '1USAGAIASBBBMBSCADMDOGDGUJMKNKYLCMPMSPRSXTCTTVCVGVI7RUKZ20EG27ZA30GR31NL32BE33FR34ES36HU39ITVA40RO41CH43AT'
  + '44GBGGIMJE45DK46SE47NOSJ48PL49DE51PE52MX53CU54AR55BR56CL57CO58VE60MY61AUCCCX62ID63PH64NZ65SG66TH81JP82KR84VN86CN90TR'
  + '91IN92PK93AF94LK95MM98IR211SS212MAEH213DZ216TN218LY220GM221SN222MR223ML224GN225CI226BF227NE228TG229BJ230MU231LR232SL'
  + '233GH234NG235TD236CF237CM238CV239ST240GQ241GA242CG243CD244AO245GW246IO248SC249SD250RW251ET252SO253DJ254KE255TZ256UG'
  + '257BI258MZ260ZM261MG262REYT263ZW264NA265MW266LS267BW268SZ269KM290SH291ER297AW298FO299GL350GI351PT352LU353IE354IS355AL'
  + '356MT357CY358FIAX359BG370LT371LV372EE373MD374AM375BY376AD377MC378SM380UA381RS382ME383XK385HR386SI387BA389MK420CZ421SK'
  + '423LI500FK501BZ502GT503SV504HN505NI506CR507PA508PM509HT590GPBLMF591BO592GY593EC594GF595PY596MQ597SR598UY599CWBQ670TL'
  + '672NF673BN674NR675PG676TO677SB678VU679FJ680PW681WF682CK683NU685WS686KI687NC688TV689PF690TK691FM692MH850KP852HK853MO'
  + '855KH856LA880BD886TW960MV961LB962JO963SY964IQ965KW966SA967YE968OM970PS971AE972IL973BH974QA975BT976MN977NP992TJ993TM'
  + '994AZ995GE996KG998UZ';

/** Country → calling code. @type {Map<string, string>} */
export const callingCodes = new Map();
/** Calling code → its largest country. @type {Map<string, string>} */
const largest = new Map();
for (const [, code, countries] of codes.matchAll(/(\d+)(\D+)/g)) {
  largest.set(code, countries.slice(0, 2));
  for (const country of countries.match(/../g) ?? []) callingCodes.set(country, code);
}

/** What is dialled before a number within a country, and isn't part of it abroad: 0 but for these (libphonenumber). */
const trunks = /** @type {Record<string, RegExp>} */ ({
  1: /^1/, 7: /^8(?=\d{10}$)/, 36: /^06/, 370: /^[08](?=\d{8}$)/, 375: /^80?(?=\d{9}$)/, 692: /^1/, 993: /^8(?=\d{8}$)/,
  // Here a 0 is part of the number.
  39: /^(?!)/, 225: /^(?!)/, 226: /^(?!)/, 229: /^(?!)/, 242: /^(?!)/, 378: /^(?!)/,
});

/** What people put between digits. */
const between = /[\s()./·~_\-‐-―−ー]/g;

/**
 * @param {string} typed with + or 00 the whole number, else the one within the country
 * @param {string} country alpha-2, "" for none
 * @returns {{value: string, country: string, national: string} | undefined} value: E.164; national: as typed, without what precedes
 *   it abroad and at home; undefined: it is no number
 */
export function readPhone(typed, country) {
  const text = plain(typed).replace(/[()]/g, '');
  const number = text.replace(between, '').replace(/^00/, '+');
  const own = callingCodes.get(country) ?? '';
  const code = number[0] === '+' ? codeOf(number.slice(1)) : own;
  // +44 (0)20: the trunk prefix is often written there too.
  const rest = number[0] === '+' ? number.slice(1 + code.length) : number;
  const national = rest.replace(trunks[code] ?? /^0/, '');
  const value = `+${code}${national}`;
  if (!code || !/^\+[1-9]\d{6,14}$/.test(value)) return undefined;
  const [tail] = /** @type {RegExpExecArray} */ (new RegExp(`(\\d\\D*){${national.length}}$`).exec(text));
  return {value, national: tail, country: code === own ? country : largest.get(code) ?? ''};
}

/** The calling code that a number begins with: none is the beginning of another. @param {string} number */
const codeOf = (number) => [1, 2, 3].map((length) => number.slice(0, length)).find((start) => largest.has(start)) ?? '';
