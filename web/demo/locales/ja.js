/** Japanese; polite form. */
export default {
  'title': '口座の開設',
  'lead': '最後のステップです。ご本人であることを確認させてください。',
  'step.choose': '口座を選ぶ',
  'step.identity': 'ご本人確認',
  'step.card': 'カードを受け取る',
  'why.title': '確認が必要な理由',
  'why.text': '銀行にはお客様を確認する義務があります。第三者がお客様の名義で口座を開設することも防げます。',
  'menu': '言語',
  'sandbox': 'テストモード:本人確認は行われません',
  'footer': 'Linnet Bank は架空の銀行です。このページは、サイトに Credential Capture を組み込む例です。',
  'developers': '開発者の方へ',
};
