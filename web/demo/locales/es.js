/** Spanish; formal address, neutral between countries. */
export default {
  'title': 'Abra su cuenta',
  'lead': 'Un último paso: necesitamos asegurarnos de que es usted.',
  'step.choose': 'Elija su cuenta',
  'step.identity': 'Verifique su identidad',
  'step.card': 'Reciba su tarjeta',
  'why.title': 'Por qué se lo pedimos',
  'why.text': 'Los bancos deben conocer a sus clientes. También evita que otra persona abra una cuenta a su nombre.',
  'menu': 'Idioma',
  'sandbox': 'Modo de prueba: no se verifica a nadie',
  'footer': 'Linnet Bank es un banco inventado. Esta página muestra cómo un sitio web integra Credential Capture.',
  'developers': 'Para desarrolladores',
};
