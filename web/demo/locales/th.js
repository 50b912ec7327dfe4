/** Thai; polite form, without particles. */
export default {
  'title': 'เปิดบัญชีของคุณ',
  'lead': 'ขั้นตอนสุดท้าย: เราต้องแน่ใจว่าเป็นคุณจริง',
  'step.choose': 'เลือกบัญชี',
  'step.identity': 'ยืนยันตัวตนของคุณ',
  'step.card': 'รับบัตรของคุณ',
  'why.title': 'ทำไมเราจึงขอข้อมูล',
  'why.text': 'ธนาคารต้องรู้จักลูกค้าของตน และยังช่วยไม่ให้ผู้อื่นเปิดบัญชีในชื่อของคุณ',
  'menu': 'ภาษา',
  'footer': 'Linnet Bank เป็นธนาคารสมมติ หน้านี้แสดงวิธีที่เว็บไซต์ฝัง Credential Capture',
  'developers': 'สำหรับนักพัฒนา',
};
