/** Portuguese of Portugal; formal address without pronoun, as banks write. */
export default {
  'title': 'Abra a sua conta',
  'lead': 'Um último passo: temos de ter a certeza de que é mesmo o próprio.',
  'step.choose': 'Escolha a conta',
  'step.identity': 'Verifique a sua identidade',
  'step.card': 'Receba o seu cartão',
  'why.title': 'Porque pedimos',
  'why.text': 'Os bancos têm de conhecer os seus clientes. Assim, também ninguém abre uma conta em seu nome.',
  'menu': 'Idioma',
  'sandbox': 'Modo de teste: ninguém é verificado',
  'footer': 'O Linnet Bank é um banco inventado. Esta página mostra como um site integra o Credential Capture.',
  'developers': 'Para programadores',
};
