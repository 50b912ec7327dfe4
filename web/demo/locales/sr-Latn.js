/** Serbian in Latin script; formal address. */
export default {
  'title': 'Otvorite svoj račun',
  'lead': 'Još jedan korak: moramo biti sigurni da ste to vi.',
  'step.choose': 'Izaberite račun',
  'step.identity': 'Potvrdite svoj identitet',
  'step.card': 'Preuzmite karticu',
  'why.title': 'Zašto pitamo',
  'why.text': 'Banke moraju da poznaju svoje klijente. Tako niko drugi ne može da otvori račun na vaše ime.',
  'menu': 'Jezik',
  'sandbox': 'Probni režim: niko se ne proverava',
  'footer': 'Linnet Bank je izmišljena banka. Ova stranica pokazuje kako se Credential Capture ugrađuje u sajt.',
  'developers': 'Za programere',
};
