/** German; formal address, as banks write. */
export default {
  'title': 'Eröffnen Sie Ihr Konto',
  'lead': 'Ein letzter Schritt: Wir müssen sicher sein, dass Sie es sind.',
  'step.choose': 'Konto auswählen',
  'step.identity': 'Bestätigen Sie Ihre Identität',
  'step.card': 'Karte erhalten',
  'why.title': 'Warum wir fragen',
  'why.text': 'Banken müssen ihre Kunden kennen. Das verhindert auch, dass jemand anders ein Konto auf Ihren Namen eröffnet.',
  'menu': 'Sprache',
  'sandbox': 'Testbetrieb: niemand wird überprüft',
  'footer': 'Die Linnet Bank ist erfunden. Diese Seite zeigt, wie eine Website Credential Capture einbindet.',
  'developers': 'Für Entwickler',
};
