/** Modern Standard Arabic. */
export default {
  'title': 'افتح حسابك',
  'lead': 'خطوة أخيرة: علينا التأكد من هويتك.',
  'step.choose': 'اختيار الحساب',
  'step.identity': 'التحقق من هويتك',
  'step.card': 'استلام البطاقة',
  'why.title': 'لماذا نطلب ذلك',
  'why.text': 'يتعين على البنوك معرفة عملائها. كما يمنع ذلك الآخرين من فتح حساب باسمك.',
  'menu': 'اللغة',
  'sandbox': 'وضع الاختبار: لا يُتحقق من أحد',
  'footer': '\u2066Linnet Bank\u2069 بنك خيالي. توضح هذه الصفحة كيف يضمّن موقعٌ ما \u2066Credential Capture\u2069.',
  'developers': 'للمطوّرين',
};
