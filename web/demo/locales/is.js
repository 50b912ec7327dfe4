/** Icelandic; þú, as Icelandic banks write. */
export default {
  'title': 'Stofnaðu reikning',
  'lead': 'Eitt skref eftir: við þurfum að vera viss um að þetta sért þú.',
  'step.choose': 'Veldu reikning',
  'step.identity': 'Staðfestu auðkenni þitt',
  'step.card': 'Fáðu kortið þitt',
  'why.title': 'Hvers vegna við spyrjum',
  'why.text': 'Bankar verða að þekkja viðskiptavini sína. Þannig getur heldur enginn annar stofnað reikning í þínu nafni.',
  'menu': 'Tungumál',
  'sandbox': 'Prófunarhamur: enginn er staðfestur',
  'footer': 'Linnet Bank er skáldaður banki. Þessi síða sýnir hvernig vefur notar Credential Capture.',
  'developers': 'Fyrir forritara',
};
