/** Chinese, traditional characters; polite form. */
export default {
  'title': '開立帳戶',
  'lead': '最後一步：我們需要確認是您本人。',
  'step.choose': '選擇帳戶',
  'step.identity': '驗證您的身分',
  'step.card': '領取卡片',
  'why.title': '為什麼需要驗證',
  'why.text': '銀行必須了解自己的客戶。這樣也能防止他人冒用您的名義開戶。',
  'menu': '語言',
  'sandbox': '測試模式:不會驗證任何人',
  'footer': 'Linnet Bank 是虛構的銀行。本頁示範網站如何嵌入 Credential Capture。',
  'developers': '開發人員',
};
