/** French; formal address. */
export default {
  'title': 'Ouvrez votre compte',
  'lead': 'Dernière étape : nous devons nous assurer qu’il s’agit bien de vous.',
  'step.choose': 'Choisissez votre compte',
  'step.identity': 'Vérifiez votre identité',
  'step.card': 'Recevez votre carte',
  'why.title': 'Pourquoi cette demande',
  'why.text': 'Les banques doivent connaître leurs clients. Cela évite aussi que quelqu’un d’autre ouvre un compte à votre nom.',
  'menu': 'Langue',
  'sandbox': 'Mode test : personne n’est vérifié',
  'footer': 'Linnet Bank est une banque fictive. Cette page montre comment un site intègre Credential Capture.',
  'developers': 'Pour les développeurs',
};
