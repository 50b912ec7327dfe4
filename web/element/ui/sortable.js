/** A list whose items can be dragged into another order, by mouse, pen or finger. */

/** @param {HTMLElement} list @param {(from: number, to: number) => void} moved */
export function sortable(list, moved) {
  /** @type {{item: HTMLElement, from: number, y: number} | undefined} */
  let drag;

  const end = () => {
    if (!drag) return;
    const {item, from} = drag;
    drag = undefined;
    item.classList.remove('dragged');
    const to = [...list.children].indexOf(item);
    if (to !== from) moved(from, to);
  };

  list.addEventListener('pointerdown', (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const item = target.closest('li');
    if (!item || target.closest('button') || list.children.length < 2 || event.button) return;
    // A finger takes the thumbnail; elsewhere it scrolls the page.
    if (event.pointerType === 'touch' && !target.matches('img')) return;
    drag = {item, from: [...list.children].indexOf(item), y: event.clientY};
    list.setPointerCapture(event.pointerId);
  });
  list.addEventListener('pointermove', ({clientY}) => {
    if (!drag || (Math.abs(clientY - drag.y) < 6 && !drag.item.classList.contains('dragged'))) return;
    const {item} = drag;
    item.classList.add('dragged');
    const over = [...list.children].find((each) => {
      const {top, bottom} = each.getBoundingClientRect();
      return clientY >= top && clientY <= bottom;
    });
    if (!over || over === item) return;
    const after = item.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (after) over.after(item);
    else over.before(item);
  });
  list.addEventListener('pointerup', end);
  list.addEventListener('pointercancel', end);
}
