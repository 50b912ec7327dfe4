/** Swahili; polite address, as banks write. */
export default {
  'title': 'Fungua akaunti yako',
  'lead': 'Hatua moja ya mwisho: tunahitaji kuhakikisha kwamba ni wewe.',
  'step.choose': 'Chagua akaunti',
  'step.identity': 'Thibitisha utambulisho wako',
  'step.card': 'Pokea kadi yako',
  'why.title': 'Kwa nini tunauliza',
  'why.text': 'Benki zinapaswa kuwajua wateja wake. Hii pia inazuia mtu mwingine kufungua akaunti kwa jina lako.',
  'menu': 'Lugha',
  'sandbox': 'Hali ya majaribio: hakuna anayethibitishwa',
  'footer': 'Linnet Bank ni benki ya kubuni. Ukurasa huu unaonyesha jinsi tovuti inavyojumuisha Credential Capture.',
  'developers': 'Kwa wasanidi programu',
};
