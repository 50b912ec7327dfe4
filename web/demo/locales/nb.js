/** Norwegian Bokmål; du, as Norwegian banks write. */
export default {
  'title': 'Åpne kontoen din',
  'lead': 'Ett siste steg: Vi må være sikre på at det er deg.',
  'step.choose': 'Velg konto',
  'step.identity': 'Bekreft identiteten din',
  'step.card': 'Få kortet ditt',
  'why.title': 'Derfor spør vi',
  'why.text': 'Banker må kjenne kundene sine. Det hindrer også andre i å åpne en konto i ditt navn.',
  'menu': 'Språk',
  'sandbox': 'Testmodus: ingen blir verifisert',
  'footer': 'Linnet Bank er oppdiktet. Denne siden viser hvordan et nettsted bygger inn Credential Capture.',
  'developers': 'For utviklere',
};
