/** Afrikaans; formal address, as banks write. */
export default {
  'title': 'Open u rekening',
  'lead': 'Nog net een stap: ons moet seker wees dat dit u is.',
  'step.choose': 'Kies u rekening',
  'step.identity': 'Verifieer u identiteit',
  'step.card': 'Ontvang u kaart',
  'why.title': 'Waarom ons vra',
  'why.text': 'Banke moet hul kliënte ken. Dit keer ook dat iemand anders ’n rekening in u naam oopmaak.',
  'menu': 'Taal',
  'sandbox': 'Toetsmodus: niemand word geverifieer nie',
  'footer': 'Linnet Bank is versin. Hierdie bladsy wys hoe ’n webwerf Credential Capture insluit.',
  'developers': 'Vir ontwikkelaars',
};
