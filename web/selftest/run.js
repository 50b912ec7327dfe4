/** Runs checks one after the other, each within its time, and keeps what came of them. */

/**
 * Skipped is what this browser can't do and the module says so, with a code.
 * @typedef {{name: string, state: 'passed' | 'failed' | 'skipped', detail: string, ms: number}} Outcome
 * @typedef {(name: string, work: () => Promise<string | void>, ms?: number) => Promise<void>} Check
 */

/** Thrown by a check for something that this browser doesn't have. */
export class Skip extends Error {}

/** What a check may take, in ms, unless it says otherwise. Go's own codecs on an old phone take most of it. */
const patience = 60_000;

/** @param {(outcome: Outcome) => void} told of each */
export function runner(told) {
  /** @type {Outcome[]} */
  const outcomes = [];
  /** @type {Check} */
  const check = async (name, work, ms = patience) => {
    const began = performance.now();
    /** @type {Outcome} */
    const outcome = {name, state: 'passed', detail: '', ms: 0};
    try {
      outcome.detail = await within(ms, work()) ?? '';
    } catch (error) {
      outcome.state = error instanceof Skip ? 'skipped' : 'failed';
      outcome.detail = describe(error);
    }
    outcome.ms = Math.round(performance.now() - began);
    outcomes.push(outcome);
    told(outcome);
  };
  return {check, outcomes};
}

/**
 * @template T
 * @param {number} ms
 * @param {Promise<T>} work
 * @returns {Promise<T>}
 */
export async function within(ms, work) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing after ${ms / 1000} s`)), ms);
  });
  try {
    return /** @type {T} */ (await Promise.race([work, late]));
  } finally {
    clearTimeout(timer);
  }
}

/** @param {any} error */
function describe(error) {
  return [error?.code, error?.message ?? String(error)].filter(Boolean).join(': ');
}

/**
 * @param {unknown} got
 * @param {unknown} want
 * @param {string} what
 */
export function same(got, want, what) {
  const [a, b] = [JSON.stringify(got), JSON.stringify(want)];
  if (a !== b) throw new Error(`${what} is ${a}, want ${b}`);
}
