/** Danish; du, as Danish banks write. */
export default {
  'title': 'Åbn din konto',
  'lead': 'Et sidste trin: Vi skal være sikre på, at det er dig.',
  'step.choose': 'Vælg konto',
  'step.identity': 'Bekræft din identitet',
  'step.card': 'Få dit kort',
  'why.title': 'Derfor spørger vi',
  'why.text': 'Banker skal kende deres kunder. Det forhindrer også andre i at åbne en konto i dit navn.',
  'menu': 'Sprog',
  'sandbox': 'Testtilstand: ingen bliver verificeret',
  'footer': 'Linnet Bank er opdigtet. Denne side viser, hvordan et websted indlejrer Credential Capture.',
  'developers': 'Til udviklere',
};
