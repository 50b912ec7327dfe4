/**
 * Chooses the camera that shows a document sharply and without distortion. Browsers describe a lens by its
 * label alone: Apple's are in the language of the device, Android's are numbered, the main one first.
 */

/** @typedef {Pick<MediaDeviceInfo, 'deviceId' | 'label'> & {getCapabilities?: () => any}} Device */
/** @typedef {'user' | 'environment'} Facing */

const rearWords = /back|rear|rück|arrière|trase|trás|posterior|achter|baksid|bagsid|\bbak\b|takak|kaksoistak|πίσω|darrere|задн|tyln|spate|hátsó|hátoldal|zadn|stražnj|артқы|خلفية|אחורית|arka|[后後背]|후면|หลัง|belakang|बैक|mặt sau/i;

/**
 * Apple's words, from best to worst for a document held close. The triple camera is the only one that
 * goes to its macro lens by itself, and the main lens of those phones is not sharp below 20 cm. A dual
 * camera has nothing over the plain one but a lens that distorts or one that sees too little.
 * @type {[number, RegExp][]}
 */
const lenses = [
  [5, /infra|\bIR\b|virtual|OBS|desk ?view|schreibtisch|scrivania|stolní|デスクビュー/i],
  [4, /t[eé]l[eé]|теле|τηλε|望遠|遠攝|[长長]焦|망원|טלפוטו|เทเล|टेली/i],
  [3, /ultra|ул[ьт]+ра|сверхшир|надшир|υπερ|超[広广廣]|울트라|siêu|فائق|אולטרה|อัลตร้า|अल्ट्रा/i],
  [2, /du[aá]l|dou?bl|dopp|dubb|dobb|dupla|dublă|dvostr|dwuob|dwikam|kaksois|двойн|здвоєн|διπλ|kettős|çift|kép|ganda|қос|デュアル|[双雙]|듀얼|คู่|مزدوج|כפול|ड्युअल/i],
  [0, /tripl|trippel|drievoud|trojit|potrój|trostru|hármas|kolmois|үштік|üçlü|тройн|потрійн|τριπλ|トリプル|三|트리플|สาม|ثلاثي|משולש/i],
];
const plain = 1;
const unfit = 5;

/** @param {Device} device */
const rank = ({label}) => lenses.find(([, words]) => words.test(label))?.[0] ?? plain;

/** @param {Device} device @returns {Facing | undefined} */
export function facingOf(device) {
  /** @type {Facing[]} */
  const modes = device.getCapabilities?.().facingMode ?? [];
  if (modes.length === 1) return modes[0];
  return rearWords.test(device.label) ? 'environment' : undefined;
}

/**
 * The camera to open instead of the one that is open.
 * @param {readonly Device[]} devices
 * @param {Facing} facing
 * @param {string} [current] deviceId; none is open yet
 * @returns {string | undefined} a deviceId; undefined: the browser's choice, or the person's in its prompt, is right
 */
export function betterCamera(devices, facing, current) {
  // Without labels nothing is known, and nothing has been allowed.
  if (!devices.some(({label}) => label)) return undefined;
  const fit = devices.filter((device) => rank(device) !== unfit);
  const open = devices.find(({deviceId}) => deviceId === current);
  const rear = facing === 'environment' ? fit.filter((device) => facingOf(device) === facing) : [];
  const aside = open && rank(open) === unfit ? fit.filter((device) => facing === 'environment' || facingOf(device) !== 'environment') : [];
  const best = [...(rear.length ? rear : aside)].sort(better)[0];
  return best && best.deviceId !== current ? best.deviceId : undefined;
}

/** @param {Device} a @param {Device} b */
function better(a, b) {
  // In a language that isn't in the table, the plain camera still has the shortest name.
  return rank(a) - rank(b) || number(a) - number(b) || ability(b) - ability(a) || a.label.length - b.label.length;
}

/** "camera2 0, facing back": Android lists its main camera as the first of a side. @param {Device} device */
const number = ({label}) => Number(/camera2? (\d+)/i.exec(label)?.[1] ?? 0);

/** @param {Device} device */
function ability(device) {
  const {focusMode = [], torch = false, width = {}, height = {}} = device.getCapabilities?.() ?? {};
  return (focusMode.includes('continuous') ? 2e9 : 0) + (torch ? 1e9 : 0) + (width.max ?? 0) * (height.max ?? 0);
}
