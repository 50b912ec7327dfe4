/** Finnish; sinä, as Finnish banks write. */
export default {
  'title': 'Avaa tilisi',
  'lead': 'Viimeinen vaihe: meidän on varmistettava, että se olet sinä.',
  'step.choose': 'Valitse tili',
  'step.identity': 'Vahvista henkilöllisyytesi',
  'step.card': 'Saat korttisi',
  'why.title': 'Miksi kysymme',
  'why.text': 'Pankkien on tunnettava asiakkaansa. Se myös estää muita avaamasta tiliä nimissäsi.',
  'menu': 'Kieli',
  'sandbox': 'Testitila: ketään ei tunnisteta',
  'footer': 'Linnet Bank on keksitty pankki. Tämä sivu näyttää, miten sivusto upottaa Credential Capturen.',
  'developers': 'Kehittäjille',
};
