/** Swedish; du, as Swedish banks write. */
export default {
  'title': 'Öppna ditt konto',
  'lead': 'Ett sista steg: vi behöver vara säkra på att det är du.',
  'step.choose': 'Välj konto',
  'step.identity': 'Bekräfta din identitet',
  'step.card': 'Få ditt kort',
  'why.title': 'Därför frågar vi',
  'why.text': 'Banker måste känna sina kunder. Det hindrar också andra från att öppna ett konto i ditt namn.',
  'menu': 'Språk',
  'sandbox': 'Testläge: ingen verifieras',
  'footer': 'Linnet Bank är påhittad. Den här sidan visar hur en webbplats bäddar in Credential Capture.',
  'developers': 'För utvecklare',
};
