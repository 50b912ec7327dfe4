/** Malay; polite form (anda). */
export default {
  'title': 'Buka akaun anda',
  'lead': 'Satu langkah terakhir: kami perlu memastikan ini memang anda.',
  'step.choose': 'Pilih akaun',
  'step.identity': 'Sahkan identiti anda',
  'step.card': 'Terima kad anda',
  'why.title': 'Sebab kami bertanya',
  'why.text': 'Bank perlu mengenali pelanggannya. Ini juga menghalang orang lain membuka akaun atas nama anda.',
  'menu': 'Bahasa',
  'sandbox': 'Mod ujian: tiada sesiapa disahkan',
  'footer': 'Linnet Bank ialah bank rekaan. Halaman ini menunjukkan cara laman web menyepadukan Credential Capture.',
  'developers': 'Untuk pembangun',
};
