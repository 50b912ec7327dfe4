/** Makes elements without innerHTML, so that no text can ever become markup. */

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [props] `on…` are listeners, `data` is the dataset, the rest attributes; null and false leave one out
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  decorate(element, props);
  element.append(...children.filter(isChild));
  return element;
}

/** @param {Child} child @returns {child is Node | string} */
const isChild = (child) => child !== null && child !== undefined && child !== false && child !== '';

/** @param {Element} element @param {Record<string, any>} props */
function decorate(element, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'data') Object.assign(/** @type {HTMLElement} */ (element).dataset, value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
}

/**
 * A button that runs one thing at a time: while its work is going on, pressing it again does nothing.
 * @param {{action: string, label: string, run: () => unknown, kind?: 'primary' | 'secondary' | 'quiet' | 'shutter', icon?: Node, name?: string, form?: string}} options
 *   name is what a screen reader says where the label isn't shown; form is the id of a form that it submits
 */
export function button({action, label, run, kind = 'secondary', icon, name, form}) {
  let busy = false;
  const element = h('button', {
    type: form ? 'submit' : 'button', form, class: `button ${kind}`, part: `button ${kind}`, data: {action}, 'aria-label': name,
    onclick: async (/** @type {MouseEvent} */ event) => {
      // The second click of a double click was meant for the screen before, if that is gone already.
      if (busy || event.detail > 1) return;
      busy = true;
      element.setAttribute('aria-disabled', 'true');
      try {
        await run();
      } finally {
        busy = false;
        element.removeAttribute('aria-disabled');
      }
    },
  }, icon, label && h('span', {}, label));
  return element;
}

const svgNS = 'http://www.w3.org/2000/svg';

/**
 * A drawing of stroked paths, decorative: the text beside it says the same.
 * @param {string} viewBox
 * @param {string} className
 * @param {...(string | Record<string, string | number>)} shapes a path's data, or {tag, …attributes}
 */
export function svg(viewBox, className, ...shapes) {
  const root = document.createElementNS(svgNS, 'svg');
  decorate(root, {viewBox, class: className, 'aria-hidden': 'true', focusable: 'false'});
  for (const shape of shapes) {
    const {tag = 'path', ...attributes} = typeof shape === 'string' ? {d: shape} : shape;
    const element = document.createElementNS(svgNS, String(tag));
    decorate(element, attributes);
    root.append(element);
  }
  return root;
}

/** Style sheets by their text. @type {Map<string, CSSStyleSheet>} */
const sheets = new Map();

/**
 * Puts a style sheet in once, and waits for it: what is shown without it would flash. The build puts its text
 * into the script, because bundlers treat CSS in many ways. A browser without constructable sheets (Safari
 * before 16.4) loads the file, because a policy may forbid a style element, which comes after that.
 * @param {ShadowRoot} root
 * @param {{href: string, css?: string}} sheet href is relative to the package in what is built
 */
export async function style(root, {href, css}) {
  try {
    if (css) {
      const sheet = sheets.get(css) ?? new CSSStyleSheet();
      if (!sheets.has(css)) sheet.replaceSync(css);
      sheets.set(css, sheet);
      if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
      return;
    }
  } catch {
    // No constructable sheets, or an element in another document than this script's.
  }
  const {linkStyle} = await import('../../assets.js');
  await linkStyle(root, href, css);
}
