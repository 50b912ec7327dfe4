/** The words around the element, in the person's language. */
import languages from '../locales/index.js';
import {nearest} from '../element/ui/locale.js';

const element = /** @type {import('../element/credential-capture.js').CredentialCapture} */ (document.querySelector('credential-capture'));
const menu = /** @type {HTMLSelectElement} */ (document.querySelector('#language'));
const page = document.documentElement;

/** The first language of the address or the browser that there is. @param {string} tag BCP 47 */
const known = (tag) => nearest(tag) !== 'en' || /^en\b/i.test(tag);
const first = [new URLSearchParams(location.search).get('lang') ?? '', ...navigator.languages].find(known) ?? 'en';

for (const code of languages) {
  if (code === 'en') continue; // the HTML has it
  const name = new Intl.DisplayNames([code], {type: 'language'}).of(code) ?? code;
  menu.append(new Option(name.charAt(0).toLocaleUpperCase(code) + name.slice(1), code));
}
menu.addEventListener('change', () => {
  const address = new URL(location.href);
  address.searchParams.set('lang', menu.value);
  history.replaceState(history.state, '', address); // a reload keeps the choice
  element.setAttribute('locale', menu.value);
  void translate(menu.value);
});

element.addEventListener('finalized', () => {
  const step = document.querySelector('.steps [aria-current]');
  step?.removeAttribute('aria-current');
  step?.classList.add('done');
  step?.nextElementSibling?.setAttribute('aria-current', 'step');
}, {once: true});

/** @param {string} tag BCP 47 */
async function translate(tag) {
  const code = nearest(tag);
  page.lang = tag; // which the element reads when it starts
  page.dir = /^(ar|fa|he|ur)$/.test(code) ? 'rtl' : 'ltr';
  menu.value = code;
  /** @type {Record<string, string>} */
  const words = (await import(`./locales/${code}.js`)).default;
  if (menu.value !== code) return; // another language was chosen meanwhile
  for (const node of document.querySelectorAll('[data-word]')) node.textContent = words[node.getAttribute('data-word') ?? ''];
  menu.setAttribute('aria-label', words.menu);
  document.title = `${words.title} – Linnet Bank`;
  page.dataset.words = code;
}

// The server says so with every file.
const visits = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
if (visits.some(({serverTiming}) => serverTiming?.some(({name}) => name === 'sandbox'))) document.querySelector('.sandbox')?.removeAttribute('hidden');

void translate(first);
