/**
 * The steps of an account-create answer, read on the page: the person can begin before the wasm is loaded.
 * The wasm's own list is more complete and replaces this one.
 */

/** @import {Classifier, Step} from '../../capture.js' */

/** @type {Classifier[]} in the order of the steps */
export const parts = ['FRONT', 'BACK', 'FACE', 'DOCUMENT', 'PREPARED_DATA'];

/** The parts of a credential without hrefs. @type {Record<string, Classifier[]>} */
const usual = {ID: ['FRONT', 'BACK'], SELFIE: ['FACE'], FACEMAP: ['FACE'], DOCUMENT: ['DOCUMENT'], DATA: ['PREPARED_DATA']};

/** What an identity document may be when the session leaves it open. */
const types = ['ID_CARD', 'PASSPORT', 'DRIVING_LICENSE'];

/** @typedef {{steps: Step[], open: Record<string, {types: string[], countries: string[]}>}} Plan by credential, what is left to the person */

/**
 * @param {any} init what /session answered; nothing of it is taken for granted
 * @returns {Plan}
 */
export function planOf(init) {
  /** @type {Plan} */
  const plan = {steps: [], open: {}};
  for (const credential of init?.workflowExecution?.credentials ?? []) {
    const {id, category, api, steps = []} = credential ?? {};
    if (typeof id !== 'string' || !api?.token) continue;
    const countries = values(credential.country);
    const offered = values(credential.type);
    const names = Object.keys(api.parts ?? {});
    const known = (/** @type {string} */ part) => steps.find((/** @type {any} */ step) => step?.part === part);
    const asked = parts.filter((part) => known(part) || names.includes(part.toLowerCase()));
    for (const part of asked.length || names.length ? asked : usual[category] ?? []) {
      plan.steps.push({
        id: `${id.toLowerCase()}/${part}`, credential: id.toLowerCase(), category, part, done: Boolean(known(part)?.done),
        type: one(offered), country: one(countries),
      });
    }
    if (category === 'ID') {
      plan.open[id.toLowerCase()] = {types: offered.length === 1 ? [] : offered.length ? offered : types, countries: countries.length > 1 ? countries : []};
    }
  }
  return plan;
}

/**
 * A type or country: "AUT", ["AUT"] or {"values": ["AUT"]}.
 * @param {any} choice
 * @returns {string[]}
 */
function values(choice) {
  const list = typeof choice === 'string' ? [choice] : Array.isArray(choice) ? choice : choice?.values;
  return Array.isArray(list) ? list.filter((each) => /^[A-Z0-9_]{1,64}$/.test(each)) : [];
}

/** @param {string[]} list */
const one = (list) => (list.length === 1 ? list[0] : undefined);

/**
 * The steps that the person takes: of the chosen document, and of those the ones that the integrator wants.
 * @param {readonly Step[]} steps
 * @param {(step: Step) => {type?: string, country?: string} | undefined} chosen
 * @param {string[]} wanted classifiers, in order; none is all
 * @returns {Step[]}
 */
export function asked(steps, chosen, wanted) {
  const all = steps
    .map((step) => ({...step, ...chosen(step)}))
    .filter((step) => step.part !== 'BACK' || step.type !== 'PASSPORT') // it has none
    .filter((step) => !wanted.length || wanted.includes(step.part));
  if (wanted.length) all.sort((a, b) => wanted.indexOf(a.part) - wanted.indexOf(b.part));
  return all;
}
