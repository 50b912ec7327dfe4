/** Enlarges a picture in its place: by a click, the keys + − 0, two fingers or the wheel with Ctrl. Escape ends it. */
import {showBox} from './crop.js';
import {button} from './dom.js';
import {icons} from './icons.js';

const maxScale = 5;
/** Scale of a click: print becomes readable, and its surroundings stay in view. */
const step = 2.5;

/**
 * @param {HTMLElement} view shows a part of the image, at scale 1
 * @param {HTMLImageElement} image
 * @param {import('./crop.js').Box} box the part
 * @param {string} name of the button
 * @returns {HTMLElement} the button that enlarges
 */
export function zoomable(view, image, box, name) {
  let scale = 1;
  const toggle = button({action: 'zoom', label: '', name, kind: 'quiet', icon: icons.zoom(), run: () => {
    toggle.focus(); // Safari doesn't by a click, and Escape would go to the page
    zoom(scale > 1 ? 1 : step);
  }});

  /**
   * The point stays where it is. Below 1, the picture around the part is shown.
   * @param {number} to
   * @param {{clientX: number, clientY: number}} [at] default the middle
   */
  function zoom(to, at) {
    const room = view.getBoundingClientRect();
    const ratio = image.naturalWidth / image.naturalHeight;
    // px, of the whole picture's width at scale 1.
    const whole = Math.min(room.width / box.w, room.height / box.h * ratio);
    const width = whole * scale;
    const height = width / ratio;
    const x = at ? at.clientX - room.left : room.width / 2;
    const y = at ? at.clientY - room.top : room.height / 2;
    // A picture that is smaller than its room stands in the middle.
    const left = scale === 1 ? box.x * width : view.scrollLeft - Math.max(0, room.width - width) / 2;
    const top = scale === 1 ? box.y * height : view.scrollTop - Math.max(0, room.height - height) / 2;
    let next = Math.min(maxScale, Math.max(Math.min(box.w, box.h), to));
    if (Math.abs(next - 1) < .01) next = 1;
    const grown = next / scale;
    scale = next;
    view.classList.toggle('large', scale !== 1);
    toggle.setAttribute('aria-pressed', String(scale > 1));
    image.style.inlineSize = '';
    showBox(image, box);
    if (scale !== 1) Object.assign(image.style, {width: '', height: '', inlineSize: `${whole * scale}px`});
    view.scrollTo({left: scale === 1 ? 0 : (left + x) * grown - x, top: scale === 1 ? 0 : (top + y) * grown - y, behavior: 'instant'});
  }

  view.addEventListener('click', (event) => zoom(scale > 1 ? 1 : step, event));
  for (const each of [view, toggle]) {
    each.addEventListener('keydown', ({key}) => {
      if (key === '+' || key === '=') zoom(scale * 1.5);
      else if (key === '-') zoom(scale / 1.5);
      else if (key === '0' || key === 'Escape') zoom(1);
    });
  }
  view.addEventListener('wheel', (event) => {
    if (!event.ctrlKey) return; // an ordinary wheel scrolls
    event.preventDefault();
    zoom(scale * Math.exp(-event.deltaY / 300), event);
  }, {passive: false});
  pinch(view, (grown, at) => zoom(scale * grown, at));
  toggle.setAttribute('aria-pressed', 'false');
  return toggle;
}

/**
 * Two fingers: reports the ratio of their distance to that of the last event.
 * @param {HTMLElement} view
 * @param {(grown: number, at: {clientX: number, clientY: number}) => void} pinched
 */
function pinch(view, pinched) {
  let before = 0;
  view.addEventListener('touchmove', (event) => {
    if (event.touches.length !== 2) return;
    event.preventDefault(); // the page itself mustn't grow
    const [a, b] = event.touches;
    const distance = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    if (before) pinched(distance / before, {clientX: (a.clientX + b.clientX) / 2, clientY: (a.clientY + b.clientY) / 2});
    before = distance;
  }, {passive: false});
  for (const type of ['touchend', 'touchcancel']) view.addEventListener(type, () => (before = 0));
}
