/** Shows a part of a picture. The file stays as it is. */

/** @typedef {{x: number, y: number, w: number, h: number}} Box a part, in shares of a picture's width and height */

/** @type {Box} */
export const whole = {x: 0, y: 0, w: 1, h: 1};

/**
 * Places a picture so that its parent, which cuts it off, shows a part of it.
 * @param {HTMLImageElement} image absolutely positioned
 * @param {Box} box
 */
export function showBox(image, {x, y, w, h}) {
  const share = (/** @type {number} */ value) => `${100 * value}%`;
  Object.assign(image.style, {width: share(1 / w), height: share(1 / h), left: share(-x / w), top: share(-y / h)});
}
