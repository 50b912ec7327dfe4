/** Croatian; formal address. */
export default {
  'title': 'Otvorite svoj račun',
  'lead': 'Još jedan korak: moramo biti sigurni da ste to vi.',
  'step.choose': 'Odaberite račun',
  'step.identity': 'Potvrdite svoj identitet',
  'step.card': 'Preuzmite svoju karticu',
  'why.title': 'Zašto pitamo',
  'why.text': 'Banke moraju poznavati svoje klijente. Tako nitko drugi ne može otvoriti račun na vaše ime.',
  'menu': 'Jezik',
  'sandbox': 'Probni način: nitko se ne provjerava',
  'footer': 'Linnet Bank izmišljena je banka. Ova stranica pokazuje kako se Credential Capture ugrađuje u web-stranicu.',
  'developers': 'Za programere',
};
