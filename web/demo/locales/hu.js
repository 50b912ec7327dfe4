/** Hungarian; formal address, as banks write. */
export default {
  'title': 'Nyissa meg számláját',
  'lead': 'Egy utolsó lépés: meg kell győződnünk arról, hogy valóban Ön az.',
  'step.choose': 'Válasszon számlát',
  'step.identity': 'Igazolja személyazonosságát',
  'step.card': 'Vegye át kártyáját',
  'why.title': 'Miért kérjük',
  'why.text': 'A bankoknak ismerniük kell ügyfeleiket. Így más sem nyithat számlát az Ön nevében.',
  'menu': 'Nyelv',
  'sandbox': 'Teszt mód: senkit sem ellenőriznek',
  'footer': 'A Linnet Bank kitalált bank. Ez az oldal azt mutatja be, hogyan ágyazza be egy webhely a Credential Capture-t.',
  'developers': 'Fejlesztőknek',
};
