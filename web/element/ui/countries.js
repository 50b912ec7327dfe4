/**
 * Countries, as ISO 3166-1 alpha-3: the service's code, of which browsers know the names by alpha-2. Most
 * of these are the first two letters, or the first and the last; the others are written out.
 */
import {h} from './dom.js';

const firstTwo = 'AFGAIAALBARGASMAUSAZEBELBFABGRBHRBLMBMUBOLBRABTNBVTBWACANCCKCHECIVCMRCOLCRICUBCXRCYPCZEDEUDJIDMA'
  + 'DOMDZAECUEGYERIESPETHFINFJIFRAGABGBRGEOGGYGHAGIBGMBGRCGTMGUMHKGHMDHNDHRVHTIHUNIDNIMNINDIOTIRNISL'
  + 'ITAJEYJORJPNKENKGZKHMKIRKNAKWTLAOLBNLCALIELKALSOLTULUXLVAMARMCOMDAMHLMKDMLIMMRMNGMRTMSRMUSMWIMYS'
  + 'NAMNCLNERNFKNGANICNLDNORNPLNRUNZLOMNPANPERPHLPRIPSEQATREUROURUSRWASAUSDNSGPSHNSJMSLESMRSOMSSDSTP'
  + 'SXMSYRTCATGOTHATJKTKLTLSTONTTOTWNTZAUGAUMIUSAUZBVATVCTVENVGBVIRVNMVUTWSMXKXYEMZAFZMBZWE';

const firstAndLast = 'ABWAGOANDAREARMATGAUTBDIBGDBHSBLZBRBBRNCAFCHLCHNCODCOGCOKCPVCUWDNKESHFLKFROFSMGINGLPGNQGRDGRLGUF'
  + 'GUYIRQJAMKAZKORLBRLBYMAFMDGMDVMEXMLTMNEMNPMOZMTQNIUPAKPCNPLWPNGPOLPRTPRYPYFSENSLBSLVSURSVKSWESWZ'
  + 'SYCTCDTKMTUNTURTUVURYWLF';

const others = 'ALAAX ATAAQ ATFTF BENBJ BESBQ BIHBA BLRBY COMKM CYMKY ESTEE GNBGW IRLIE ISRIL MACMO MYTYT PRKKP SGSGS SPMPM SRBRS SVNSI UKRUA';

/** @type {Map<string, string>} alpha-3 → alpha-2 */
export const two = new Map(others.split(' ').map((each) => [each.slice(0, 3), each.slice(3)]));
for (const [code] of firstTwo.matchAll(/.{3}/g)) two.set(code, code.slice(0, 2));
for (const [code] of firstAndLast.matchAll(/.{3}/g)) two.set(code, code[0] + code[2]);

/** What countries are called. @param {string} language @returns {(code: string) => string} */
export function namesIn(language) {
  const names = new Intl.DisplayNames(language, {type: 'region'});
  return (code) => names.of(two.get(code) ?? 'ZZ') ?? code;
}

/**
 * Puts countries into a list, in the order of a language's alphabet; those that are there already get their
 * names in that language, and what was chosen stays so.
 * @param {HTMLSelectElement} select
 * @param {string} language
 * @param {string[]} [codes] default all
 * @param {(name: string, code: string) => string} [text] what a line says
 */
export function listCountries(select, language, codes = [...two.keys()], text = (name) => name) {
  const nameOf = namesIn(language);
  const order = new Intl.Collator(language).compare;
  const {value} = select;
  const there = new Map([...select.options].map((option) => [option.value, option]));
  const list = codes
    .map((code) => ({code, name: nameOf(code)}))
    .sort((a, b) => order(a.name, b.name))
    .map(({code, name}) => {
      const option = there.get(code) ?? h('option', {value: code});
      option.textContent = text(name, code);
      return option;
    });
  select.append(...list);
  select.value = value;
}
