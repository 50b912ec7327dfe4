/** Lithuanian; formal address, as banks write. */
export default {
  'title': 'Atsidarykite sąskaitą',
  'lead': 'Liko vienas žingsnis: turime įsitikinti, kad tai Jūs.',
  'step.choose': 'Pasirinkite sąskaitą',
  'step.identity': 'Patvirtinkite savo tapatybę',
  'step.card': 'Gaukite kortelę',
  'why.title': 'Kodėl klausiame',
  'why.text': 'Bankai privalo pažinti savo klientus. Be to, taip niekas kitas neatidarys sąskaitos Jūsų vardu.',
  'menu': 'Kalba',
  'sandbox': 'Bandomasis režimas: niekas netikrinamas',
  'footer': '„Linnet Bank“ yra išgalvotas bankas. Šis puslapis rodo, kaip svetainė įterpia „Credential Capture“.',
  'developers': 'Kūrėjams',
};
