/** Slovak; formal address. */
export default {
  'title': 'Otvorte si účet',
  'lead': 'Posledný krok: potrebujeme mať istotu, že ste to vy.',
  'step.choose': 'Vyberte si účet',
  'step.identity': 'Overte svoju totožnosť',
  'step.card': 'Získajte kartu',
  'why.title': 'Prečo sa pýtame',
  'why.text': 'Banky musia poznať svojich klientov. Nikto iný si tak zároveň nemôže otvoriť účet vo vašom mene.',
  'menu': 'Jazyk',
  'sandbox': 'Testovací režim: nikto sa neoveruje',
  'footer': 'Linnet Bank je vymyslená banka. Táto stránka ukazuje, ako sa Credential Capture vkladá do webu.',
  'developers': 'Pre vývojárov',
};
