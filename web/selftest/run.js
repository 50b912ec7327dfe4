/** Runs checks one after the other, each with a timeout. */

/**
 * Skipped: this browser lacks something, and the module reports so with a code.
 * @typedef {{name: string, state: 'passed' | 'failed' | 'skipped', detail: string, ms: number}} Outcome
 * @typedef {(name: string, work: () => Promise<string | void>) => Promise<void>} Check
 */

/** Thrown by a check that needs something the browser lacks. */
export class Skip extends Error {}

/** ms; the Go codec on an old phone takes most of it, for 48 MP or for all analyses. */
const timeout = 300_000;

/** @param {(outcome: Outcome) => void} done called after each check */
export function runner(done) {
  /** @type {Outcome[]} */
  const outcomes = [];
  /** @type {Check} */
  const check = async (name, work) => {
    const began = performance.now();
    /** @type {Outcome} */
    const outcome = {name, state: 'passed', detail: '', ms: 0};
    try {
      outcome.detail = await within(timeout, work()) ?? '';
    } catch (error) {
      outcome.state = error instanceof Skip ? 'skipped' : 'failed';
      outcome.detail = describe(error);
    }
    outcome.ms = Math.round(performance.now() - began);
    outcomes.push(outcome);
    done(outcome);
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
