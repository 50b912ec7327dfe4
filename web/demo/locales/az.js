/** Azerbaijani, in Latin letters; formal address, as banks write. */
export default {
  'title': 'Hesabınızı açın',
  'lead': 'Son bir addım: bunun siz olduğunuza əmin olmalıyıq.',
  'step.choose': 'Hesabınızı seçin',
  'step.identity': 'Şəxsiyyətinizi təsdiqləyin',
  'step.card': 'Kartınızı alın',
  'why.title': 'Bunu niyə istəyirik',
  'why.text': 'Banklar müştərilərini tanımalıdır. Bu, həm də başqalarının sizin adınıza hesab açmasının qarşısını alır.',
  'menu': 'Dil',
  'sandbox': 'Sınaq rejimi: heç kim yoxlanılmır',
  'footer': 'Linnet Bank uydurma bankdır. Bu səhifə saytın Credential Capture-i necə yerləşdirdiyini göstərir.',
  'developers': 'Proqramçılar üçün',
};
