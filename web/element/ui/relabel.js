/** Puts the words on the screen into another language, and leaves everything else as it is. */

const attributes = ['aria-label', 'alt', 'title', 'placeholder'];

/**
 * Replaces only texts of the catalogue. Values of fields aren't in the tree, and stay.
 * @param {HTMLElement} root
 * @param {import('./catalog.js').Renew} renew
 */
export function relabel(root, renew) {
  const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    if (node instanceof Element) {
      for (const name of attributes) {
        const value = node.getAttribute(name);
        if (value) node.setAttribute(name, renew(value));
      }
    } else if (node.nodeValue) node.nodeValue = renew(node.nodeValue);
  }
}
