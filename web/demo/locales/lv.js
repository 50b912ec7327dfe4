/** Latvian; formal address, as banks write. */
export default {
  'title': 'Atveriet savu kontu',
  'lead': 'Pēdējais solis: mums jāpārliecinās, ka tas esat Jūs.',
  'step.choose': 'Izvēlieties kontu',
  'step.identity': 'Apstipriniet savu identitāti',
  'step.card': 'Saņemiet savu karti',
  'why.title': 'Kāpēc mēs jautājam',
  'why.text': 'Bankām jāpazīst savi klienti. Tas arī neļauj citiem atvērt kontu Jūsu vārdā.',
  'menu': 'Valoda',
  'sandbox': 'Testa režīms: neviens netiek pārbaudīts',
  'footer': 'Linnet Bank ir izdomāta banka. Šī lapa rāda, kā vietnē iekļauj Credential Capture.',
  'developers': 'Izstrādātājiem',
};
