/** Indonesian; polite form (Anda). */
export default {
  'title': 'Buka rekening Anda',
  'lead': 'Satu langkah terakhir: kami perlu memastikan bahwa ini memang Anda.',
  'step.choose': 'Pilih rekening',
  'step.identity': 'Verifikasi identitas Anda',
  'step.card': 'Terima kartu Anda',
  'why.title': 'Mengapa kami bertanya',
  'why.text': 'Bank wajib mengenal nasabahnya. Ini juga mencegah orang lain membuka rekening atas nama Anda.',
  'menu': 'Bahasa',
  'sandbox': 'Mode uji: tidak ada yang diverifikasi',
  'footer': 'Linnet Bank adalah bank rekaan. Halaman ini menunjukkan cara sebuah situs menyematkan Credential Capture.',
  'developers': 'Untuk pengembang',
};
