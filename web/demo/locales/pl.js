/** Polish; the address that Polish banks use online: imperative, with a capital Twój. */
export default {
  'title': 'Otwórz swoje konto',
  'lead': 'Ostatni krok: musimy mieć pewność, że to Ty.',
  'step.choose': 'Wybierz konto',
  'step.identity': 'Potwierdź swoją tożsamość',
  'step.card': 'Odbierz kartę',
  'why.title': 'Dlaczego pytamy',
  'why.text': 'Banki muszą znać swoich klientów. Dzięki temu nikt inny nie otworzy konta na Twoje nazwisko.',
  'menu': 'Język',
  'sandbox': 'Tryb testowy: nikt nie jest weryfikowany',
  'footer': 'Linnet Bank to zmyślony bank. Ta strona pokazuje, jak osadzić Credential Capture w witrynie.',
  'developers': 'Dla programistów',
};
