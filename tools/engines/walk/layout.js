// Returns what is wrong with the layout of what is shown. It leaves the page at its top.
const wrong = [];
const shown = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden' && !e.closest('.away, [hidden]');
const all = (selector) => [...root.querySelectorAll(selector)].filter(shown);
const name = (e) => `${e.tagName.toLowerCase()}.${e.getAttribute('class') ?? ''} ${JSON.stringify((e.dataset.action ?? e.innerText ?? '').slice(0, 40))}`;
const overlap = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
const page = document.scrollingElement;
const dialog = root.querySelector('dialog[open]');

if (page.scrollWidth > innerWidth) wrong.push(`the page scrolls sideways by ${page.scrollWidth - innerWidth} px`);
for (const e of all('*')) {
  const {left, right, width} = e.getBoundingClientRect();
  if (width && (left < -1 || right > innerWidth + 1) && !e.closest('.view, .guide, .enlarge, .crop, option')) wrong.push(`${name(e)} is at ${left.toFixed(0)}…${right.toFixed(0)} of ${innerWidth}`);
  const {overflowX, overflowY} = getComputedStyle(e);
  const hides = [overflowX, overflowY].some((o) => o === 'hidden' || o === 'clip');
  if (hides && e.innerText && !e.matches('select, option, .stage') && (e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)) wrong.push(`${name(e)} is clipped`);
}
const pressed = all('button, input:not([type=file]), select, summary, a');
for (const e of pressed) {
  const {width, height} = e.getBoundingClientRect();
  if ((width < 43.9 || height < 43.9) && !['checkbox', 'radio'].includes(e.type)) wrong.push(`${name(e)} is ${width.toFixed(0)} × ${height.toFixed(0)} px`);
}
// At the top: no heading, verdict or problem is under the bar of buttons. At the end: nothing is.
const bar = all('.stay')[0];
const headings = all('h2, #verdict, .problem');
const covered = (elements) => {
  const under = bar?.getBoundingClientRect();
  for (const e of elements) if (under && !bar.contains(e) && overlap({...e.getBoundingClientRect().toJSON(), bottom: e.getBoundingClientRect().bottom - 12}, under)) wrong.push(`${name(e)} is under the buttons at ${page.scrollTop.toFixed(0)}`);
};
const inView = (e) => {
  const {top, bottom} = e.getBoundingClientRect();
  if (innerHeight > 300 && (top < -1 || bottom > innerHeight + 1)) wrong.push(`${name(e)} is at ${top.toFixed(0)}…${bottom.toFixed(0)} of ${innerHeight}`);
};
const primary = all('.button.primary')[0];
scrollTo({top: 0, behavior: 'instant'});
covered(headings);
if (primary && (bar || dialog)) inView(primary);
scrollTo({top: page.scrollHeight, behavior: 'instant'});
covered(all('h2, p, li, button, input, select, .enlarge'));
if (primary) inView(primary);
pressed.forEach((a, i) => {
  for (const b of pressed.slice(i + 1)) {
    if (!a.contains(b) && !b.contains(a) && overlap(a.getBoundingClientRect(), b.getBoundingClientRect())) wrong.push(`${name(a)} overlaps ${name(b)}`);
  }
});
scrollTo({top: 0, behavior: 'instant'});
return wrong.join('; ');
