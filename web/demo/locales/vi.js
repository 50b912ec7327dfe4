/** Vietnamese; polite form. */
export default {
  'title': 'Mở tài khoản',
  'lead': 'Bước cuối cùng: chúng tôi cần chắc chắn đó là quý khách.',
  'step.choose': 'Chọn tài khoản',
  'step.identity': 'Xác minh danh tính của quý khách',
  'step.card': 'Nhận thẻ',
  'why.title': 'Vì sao chúng tôi hỏi',
  'why.text': 'Ngân hàng phải biết rõ khách hàng của mình. Việc này cũng ngăn người khác mở tài khoản bằng tên của quý khách.',
  'menu': 'Ngôn ngữ',
  'sandbox': 'Chế độ thử: không ai được xác minh',
  'footer': 'Linnet Bank là ngân hàng hư cấu. Trang này cho thấy cách một trang web nhúng Credential Capture.',
  'developers': 'Dành cho nhà phát triển',
};
