/** Chinese, simplified characters; polite form. */
export default {
  'title': '开立账户',
  'lead': '最后一步：我们需要确认是您本人。',
  'step.choose': '选择账户',
  'step.identity': '验证您的身份',
  'step.card': '领取银行卡',
  'why.title': '为什么需要验证',
  'why.text': '银行必须了解自己的客户。这样也能防止他人冒用您的名义开户。',
  'menu': '语言',
  'sandbox': '测试模式:不会验证任何人',
  'footer': 'Linnet Bank 是虚构的银行。本页展示网站如何嵌入 Credential Capture。',
  'developers': '开发者',
};
