/** Romanian; formal address, as banks write. */
export default {
  'title': 'Deschideți-vă contul',
  'lead': 'Un ultim pas: trebuie să ne asigurăm că sunteți dumneavoastră.',
  'step.choose': 'Alegeți contul',
  'step.identity': 'Verificați-vă identitatea',
  'step.card': 'Primiți cardul',
  'why.title': 'De ce întrebăm',
  'why.text': 'Băncile trebuie să își cunoască clienții. Astfel, nici altcineva nu poate deschide un cont pe numele dumneavoastră.',
  'menu': 'Limba',
  'sandbox': 'Mod de test: nimeni nu este verificat',
  'footer': 'Linnet Bank este o bancă inventată. Această pagină arată cum integrează un site Credential Capture.',
  'developers': 'Pentru dezvoltatori',
};
