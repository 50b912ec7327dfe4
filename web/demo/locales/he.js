/** Hebrew; the plural imperative addresses everybody. */
export default {
  'title': 'פתחו את החשבון שלכם',
  'lead': 'צעד אחרון: עלינו לוודא שאלה אתם.',
  'step.choose': 'בחירת חשבון',
  'step.identity': 'אימות הזהות שלכם',
  'step.card': 'קבלת הכרטיס',
  'why.title': 'למה אנחנו מבקשים',
  'why.text': 'בנקים חייבים להכיר את הלקוחות שלהם. כך גם אף אחד אחר לא יפתח חשבון בשמכם.',
  'menu': 'שפה',
  'sandbox': 'מצב בדיקה: איש אינו מאומת',
  'footer': '\u2066Linnet Bank\u2069 הוא בנק בדיוני. העמוד מדגים כיצד אתר מטמיע את \u2066Credential Capture\u2069.',
  'developers': 'למפתחים',
};
