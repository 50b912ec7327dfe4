/** Portuguese of Brazil; address with “você”, as banks write. */
export default {
  'title': 'Abra sua conta',
  'lead': 'Um último passo: precisamos ter certeza de que é você.',
  'step.choose': 'Escolha sua conta',
  'step.identity': 'Verifique sua identidade',
  'step.card': 'Receba seu cartão',
  'why.title': 'Por que pedimos',
  'why.text': 'Os bancos precisam conhecer seus clientes. Isso também impede que outra pessoa abra uma conta em seu nome.',
  'menu': 'Idioma',
  'sandbox': 'Modo de teste: ninguém é verificado',
  'footer': 'O Linnet Bank é um banco fictício. Esta página mostra como um site incorpora o Credential Capture.',
  'developers': 'Para desenvolvedores',
};
