/** Italian; formal address, as banks write. */
export default {
  'title': 'Apra il Suo conto',
  'lead': 'Un ultimo passo: dobbiamo essere sicuri che sia Lei.',
  'step.choose': 'Scelga il conto',
  'step.identity': 'Verifichi la Sua identità',
  'step.card': 'Riceva la carta',
  'why.title': 'Perché lo chiediamo',
  'why.text': 'Le banche devono conoscere i propri clienti. Evita anche che altri aprano un conto a Suo nome.',
  'menu': 'Lingua',
  'sandbox': 'Modalità di prova: nessuno viene verificato',
  'footer': 'Linnet Bank è una banca inventata. Questa pagina mostra come un sito integra Credential Capture.',
  'developers': 'Per sviluppatori',
};
