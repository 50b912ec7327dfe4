/** Slovenian; formal address. */
export default {
  'title': 'Odprite svoj račun',
  'lead': 'Še zadnji korak: prepričati se moramo, da ste to vi.',
  'step.choose': 'Izberite račun',
  'step.identity': 'Potrdite svojo istovetnost',
  'step.card': 'Prejmite kartico',
  'why.title': 'Zakaj to potrebujemo',
  'why.text': 'Banke morajo poznati svoje stranke. Tako tudi nihče drug ne more odpreti računa na vaše ime.',
  'menu': 'Jezik',
  'sandbox': 'Preskusni način: nihče se ne preverja',
  'footer': 'Linnet Bank je izmišljena banka. Ta stran prikazuje, kako spletno mesto vgradi Credential Capture.',
  'developers': 'Za razvijalce',
};
