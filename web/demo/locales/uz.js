/** Uzbek, in Latin letters; formal address, as banks write. */
export default {
  'title': 'Hisobingizni oching',
  'lead': 'Oxirgi qadam: bu siz ekaningizga ishonch hosil qilishimiz kerak.',
  'step.choose': 'Hisobni tanlang',
  'step.identity': 'Shaxsingizni tasdiqlang',
  'step.card': 'Kartangizni oling',
  'why.title': 'Nega soʻraymiz',
  'why.text': 'Banklar oʻz mijozlarini bilishi shart. Bu boshqalarning sizning nomingizdan hisob ochishiga ham yoʻl qoʻymaydi.',
  'menu': 'Til',
  'sandbox': 'Sinov rejimi: hech kim tekshirilmaydi',
  'footer': 'Linnet Bank — oʻylab topilgan bank. Bu sahifa saytga Credential Capture qanday joylanishini koʻrsatadi.',
  'developers': 'Dasturchilar uchun',
};
