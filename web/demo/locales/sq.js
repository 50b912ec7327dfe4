/** Albanian; formal address, as banks write. */
export default {
  'title': 'Hapni llogarinë tuaj',
  'lead': 'Edhe një hap i fundit: duhet të sigurohemi që jeni ju.',
  'step.choose': 'Zgjidhni llogarinë',
  'step.identity': 'Verifikoni identitetin tuaj',
  'step.card': 'Merrni kartën tuaj',
  'why.title': 'Pse pyesim',
  'why.text': 'Bankat duhet t’i njohin klientët e tyre. Kjo pengon edhe të tjerët të hapin llogari në emrin tuaj.',
  'menu': 'Gjuha',
  'sandbox': 'Modaliteti i provës: askush nuk verifikohet',
  'footer': 'Linnet Bank është bankë e trilluar. Kjo faqe tregon si e përfshin një sajt Credential Capture.',
  'developers': 'Për zhvilluesit',
};
