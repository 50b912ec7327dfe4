/** Dutch; formal address, as banks write. */
export default {
  'title': 'Open uw rekening',
  'lead': 'Nog één stap: wij moeten zeker weten dat u het bent.',
  'step.choose': 'Kies uw rekening',
  'step.identity': 'Verifieer uw identiteit',
  'step.card': 'Ontvang uw pas',
  'why.title': 'Waarom wij dit vragen',
  'why.text': 'Banken moeten hun klanten kennen. Zo kan ook niemand anders een rekening op uw naam openen.',
  'menu': 'Taal',
  'sandbox': 'Testmodus: niemand wordt gecontroleerd',
  'footer': 'Linnet Bank is verzonnen. Deze pagina laat zien hoe een site Credential Capture insluit.',
  'developers': 'Voor ontwikkelaars',
};
