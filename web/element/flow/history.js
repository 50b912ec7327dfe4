/**
 * The system's Back: each screen that the person goes on to has an entry of the session history, with the page's own
 * address, and Back leads one screen back. Where no screen is left to go back to, it leaves the page as it would
 * without entries.
 *
 * The state of an entry is the page's own and an index in this document. An element that is gone leaves its entries:
 * taking them away could cancel a navigation that the page has just begun. Back passes over them.
 */
/** @import {Flow} from './flow.js' */

const mark = 'credential-capture';
/** Entries of one element. Back that is pressed more often in a row leaves the page. */
const maxEntries = 10;
/** Screens that make room for another by themselves. */
const passing = ['busy', 'checking'];
/** Screens that a step begins with. */
const begins = ['choice', 'instruction', 'data'];
/** The element of each entry, by index; the page's own have none. @type {(SystemBack | undefined)[]} */
const owners = [];
/** The entry that is shown: its index, and how many the browser has before the one of index 0. */
let now = {index: 0, before: 0};

/** @returns {{index: number, before: number} | undefined} of an entry that has been marked */
const read = () => {
  const {index, before} = history.state?.[mark] ?? {};
  return Number.isInteger(index) && Number.isInteger(before) ? {index, before} : undefined;
};

/** @param {'pushState' | 'replaceState'} write @param {{index: number, before: number}} entry */
const put = (write, entry) => {
  history[write]({...history.state, [mark]: entry}, '');
  now = entry;
};

/**
 * How far to go to leave the page from an entry of an element that has no screen to go back to.
 * @param {number} index of the entry that Back has led to
 * @param {number} before the entry of index 0
 * @param {(index: number) => boolean} isOurs
 */
export function wayOut(index, before, isOurs) {
  let own = index;
  while (own > 0 && isOurs(own)) own--;
  return own - index - (own > 0 || before > 0 ? 1 : 0);
}

function popped() {
  const to = read();
  if (!to) return; // an entry of the page itself
  const from = now.index;
  now = {index: to.index, before: Math.max(to.before, now.before)};
  if (!owners.slice(to.index + 1, from + 1).some(Boolean)) return;
  const all = new Set(owners.slice(0, from + 1).reverse()); // the newest entry's element comes first
  for (const owner of all) if (owner?.back()) return;
  const by = wayOut(to.index, now.before, (index) => owners[index] !== undefined);
  if (by) history.go(by);
}

let listens = false;

export class SystemBack {
  /** Undefined once the element is gone: its entries stay, and must not keep its pictures. @type {{flow: Flow, element: HTMLElement} | undefined} */
  #there;

  /**
   * @param {Flow} flow
   * @param {HTMLElement} element
   * @param {AbortSignal} signal the element is gone
   */
  constructor(flow, element, signal) {
    if (signal.aborted) return;
    this.#there = {flow, element};
    signal.addEventListener('abort', () => (this.#there = undefined));
    if (listens) return;
    listens = true;
    // After a reload the browser has the entries, but no screen belongs to them.
    now = read() ?? now;
    for (let index = 1; index <= now.index; index++) owners[index] = this;
    addEventListener('popstate', popped);
    addEventListener('pageshow', () => {
      now = read() ?? now;
    });
  }

  /** Another screen is shown: one that stays and is not a step back gets an entry. */
  shown() {
    const {flow} = this.#there ?? {};
    if (!flow?.settings().history || flow.backwards) return;
    const {screens} = flow;
    if (passing.includes(screens.name ?? '') || !screens.wayBack) return;
    if (owners.slice(0, now.index + 1).filter((owner) => owner === this).length < maxEntries) this.#push();
  }

  /** Goes one screen back, as the screen's own button does. @returns {boolean} whether there was one */
  back() {
    const {flow, element} = this.#there ?? {};
    if (!flow?.settings().history || !element?.getClientRects().length) return false;
    const {screens} = flow;
    const {name, step} = screens;
    // What can't be left must not be left with the page.
    if (name === 'busy' && !screens.wayBack) return this.#push();
    // From the first step the button leads on, to the overview.
    if (step && begins.includes(name ?? '') && flow.wayBack(step).first) return false;
    const button = screens.wayBack;
    button?.click();
    return Boolean(button);
  }

  #push() {
    const {state} = history;
    if (state !== null && (typeof state !== 'object' || Array.isArray(state))) return false; // no room for an index
    try {
      // The page's own entry: the first one, or one that the page has added since.
      if (!read()) {
        const index = owners.length ? now.index + 1 : 0;
        put('replaceState', {index, before: now.before});
        owners.length = index;
        owners[index] = undefined;
      }
      const index = now.index + 1;
      owners.length = index;
      owners[index] = this;
      put('pushState', {index, before: now.before});
      // The new entry is the last one, so the length gives the place of the first.
      if (index === 1) put('replaceState', {index, before: history.length - 2});
      return true;
    } catch {
      return false; // a sandboxed page has no history, and browsers limit how often it may change
    }
  }
}
