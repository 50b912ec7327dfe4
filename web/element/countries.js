/**
 * Countries, as ISO 3166-1 alpha-3: the service's code, of which browsers know the names by alpha-2. Most
 * of these are the first two letters, or the first and the last; the others are written out.
 */

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
const two = new Map(others.split(' ').map((each) => [each.slice(0, 3), each.slice(3)]));
for (const [code] of firstTwo.matchAll(/.{3}/g)) two.set(code, code.slice(0, 2));
for (const [code] of firstAndLast.matchAll(/.{3}/g)) two.set(code, code[0] + code[2]);

/**
 * Codes and names, in the order of a language's alphabet.
 * @param {string} language
 * @param {string[]} [codes] default all
 */
export function countries(language, codes = [...two.keys()]) {
  const names = new Intl.DisplayNames(language, {type: 'region'});
  const order = new Intl.Collator(language).compare;
  return codes
    .map((code) => ({code, name: names.of(two.get(code) ?? 'ZZ') ?? code}))
    .sort((a, b) => order(a.name, b.name));
}
