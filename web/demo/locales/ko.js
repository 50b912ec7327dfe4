/** Korean; polite form. */
export default {
  'title': '계좌 개설',
  'lead': '마지막 단계입니다. 본인이 맞는지 확인이 필요합니다.',
  'step.choose': '계좌 선택',
  'step.identity': '본인 확인',
  'step.card': '카드 수령',
  'why.title': '확인이 필요한 이유',
  'why.text': '은행은 고객을 확인해야 합니다. 다른 사람이 고객님의 이름으로 계좌를 개설하는 것도 막을 수 있습니다.',
  'menu': '언어',
  'sandbox': '테스트 모드: 아무도 인증되지 않습니다',
  'footer': 'Linnet Bank는 가상의 은행입니다. 이 페이지는 사이트에 Credential Capture를 넣는 방법을 보여 줍니다.',
  'developers': '개발자용',
};
