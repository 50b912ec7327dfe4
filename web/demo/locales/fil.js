/** Filipino; polite form (inyo). */
export default {
  'title': 'Buksan ang inyong account',
  'lead': 'Isang huling hakbang: kailangan naming matiyak na kayo ito.',
  'step.choose': 'Pumili ng account',
  'step.identity': 'I-verify ang inyong pagkakakilanlan',
  'step.card': 'Kunin ang inyong card',
  'why.title': 'Bakit namin ito hinihingi',
  'why.text': 'Kailangang kilala ng mga bangko ang kanilang mga kliyente. Hinahadlangan din nito ang iba na magbukas ng account sa inyong pangalan.',
  'menu': 'Wika',
  'sandbox': 'Test mode: walang bineberipika',
  'footer': 'Kathang-isip ang Linnet Bank. Ipinapakita ng pahinang ito kung paano isinasama ng isang site ang Credential Capture.',
  'developers': 'Para sa mga developer',
};
