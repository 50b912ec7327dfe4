/** Turkish; formal address, as banks write. */
export default {
  'title': 'Hesabınızı açın',
  'lead': 'Son bir adım: Bunun siz olduğunuzdan emin olmamız gerekiyor.',
  'step.choose': 'Hesabınızı seçin',
  'step.identity': 'Kimliğinizi doğrulayın',
  'step.card': 'Kartınızı alın',
  'why.title': 'Neden soruyoruz',
  'why.text': 'Bankalar müşterilerini tanımak zorundadır. Bu, başkalarının sizin adınıza hesap açmasını da önler.',
  'menu': 'Dil',
  'sandbox': 'Test modu: kimse doğrulanmıyor',
  'footer': 'Linnet Bank hayalî bir bankadır. Bu sayfa, bir sitenin Credential Capture’ı nasıl kullandığını gösterir.',
  'developers': 'Geliştiriciler için',
};
