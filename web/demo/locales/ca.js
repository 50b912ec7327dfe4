/** Catalan; formal address with “vós”, neutral, as banks and offices write. */
export default {
  'title': 'Obriu el vostre compte',
  'lead': 'Un últim pas: hem d’estar segurs que sou vós.',
  'step.choose': 'Trieu el compte',
  'step.identity': 'Verifiqueu la vostra identitat',
  'step.card': 'Rebeu la targeta',
  'why.title': 'Per què ho demanem',
  'why.text': 'Els bancs han de conèixer els seus clients. També evita que una altra persona obri un compte en nom vostre.',
  'menu': 'Idioma',
  'sandbox': 'Mode de prova: no es verifica ningú',
  'footer': 'Linnet Bank és un banc inventat. Aquesta pàgina mostra com un lloc web incorpora Credential Capture.',
  'developers': 'Per a desenvolupadors',
};
