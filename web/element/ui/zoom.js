/** A picture that is enlarged in its place: by a click, the keys + − 0, two fingers or the wheel with Ctrl. */
import {button, h} from './dom.js';
import {icons} from './icons.js';

const maxScale = 5;
/** How much a click enlarges: print becomes readable, and where one is stays plain. */
const step = 2.5;

/**
 * @param {HTMLImageElement} image
 * @param {string} name of the button
 */
export function zoomable(image, name) {
  let scale = 1;
  /** px, of the whole picture's width where it stands unenlarged. */
  let whole = 0;
  const toggle = button({action: 'zoom', label: '', name, kind: 'quiet', icon: icons.zoom(), run: () => zoom(scale > 1 ? 1 : step)});
  const view = h('div', {class: 'enlarge', part: 'zoom', tabindex: 0, role: 'group', 'aria-label': image.alt}, image);

  /**
   * Enlarges; the point stays where it is.
   * @param {number} to
   * @param {{clientX: number, clientY: number}} [at] default the middle
   */
  function zoom(to, at) {
    const frame = view.getBoundingClientRect();
    if (scale === 1) {
      // The room that it has stays the same, so that nothing around it moves.
      view.style.blockSize = `${frame.height}px`;
      whole = Math.min(frame.width, frame.height * image.naturalWidth / image.naturalHeight);
    }
    const width = whole * scale;
    const height = width * image.naturalHeight / image.naturalWidth;
    const x = at ? at.clientX - frame.left : frame.width / 2;
    const y = at ? at.clientY - frame.top : frame.height / 2;
    // Where in the picture the point is, 0 to 1; a picture that is smaller than its room stands in the middle.
    const across = (view.scrollLeft + x - Math.max(0, frame.width - width) / 2) / width;
    const down = (view.scrollTop + y - Math.max(0, frame.height - height) / 2) / height;
    const grown = Math.min(maxScale, Math.max(1, to)) / scale;
    scale *= grown;
    image.style.inlineSize = scale > 1 ? `${whole * scale}px` : '';
    view.scrollTo({left: across * width * grown - x, top: down * height * grown - y, behavior: 'instant'});
    view.classList.toggle('large', scale > 1);
    toggle.setAttribute('aria-pressed', String(scale > 1));
  }

  view.addEventListener('click', (event) => zoom(scale > 1 ? 1 : step, event));
  view.addEventListener('keydown', ({key}) => {
    if (key === '+' || key === '=') zoom(scale * 1.5);
    else if (key === '-') zoom(scale / 1.5);
    else if (key === '0') zoom(1);
  });
  view.addEventListener('wheel', (event) => {
    if (!event.ctrlKey) return; // an ordinary wheel scrolls
    event.preventDefault();
    zoom(scale * Math.exp(-event.deltaY / 300), event);
  }, {passive: false});
  pinch(view, (grown, at) => zoom(scale * grown, at));
  toggle.setAttribute('aria-pressed', 'false');
  return h('div', {class: 'frame'}, view, toggle);
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
