/** Estonian; formal address, as banks write. */
export default {
  'title': 'Avage konto',
  'lead': 'Viimane samm: peame olema kindlad, et see olete Teie.',
  'step.choose': 'Valige konto',
  'step.identity': 'Kinnitage oma isikusamasus',
  'step.card': 'Saage kaart',
  'why.title': 'Miks me küsime',
  'why.text': 'Pangad peavad oma kliente tundma. See takistab ka teistel Teie nimel kontot avada.',
  'menu': 'Keel',
  'sandbox': 'Testrežiim: kedagi ei kontrollita',
  'footer': 'Linnet Bank on väljamõeldud. See leht näitab, kuidas veebisait Credential Capture’i kasutab.',
  'developers': 'Arendajatele',
};
