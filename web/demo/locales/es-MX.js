/** Spanish of Mexico and Latin America; formal address, as banks write. */
export default {
  'title': 'Abra su cuenta',
  'lead': 'Un último paso: necesitamos asegurarnos de que es usted.',
  'step.choose': 'Elija su cuenta',
  'step.identity': 'Verifique su identidad',
  'step.card': 'Reciba su tarjeta',
  'why.title': 'Por qué lo pedimos',
  'why.text': 'Los bancos deben conocer a sus clientes. Además, así nadie más puede abrir una cuenta a su nombre.',
  'menu': 'Idioma',
  'sandbox': 'Modo de prueba: no se verifica a nadie',
  'footer': 'Linnet Bank es un banco ficticio. Esta página muestra cómo un sitio web integra Credential Capture.',
  'developers': 'Para desarrolladores',
};
