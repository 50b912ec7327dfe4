/** Screens that not every session needs, and those that come late. */

/** A failed import, as a problem that can be retried. @param {any} error @returns {never} */
export const unloaded = (error) => {
  throw Object.assign(error, {code: 'network', retryable: true});
};

/** @param {import('../flow/state.js').State} state @param {string} part */
const requires = ({steps}, part) => steps.some((step) => step.part === part);

/**
 * Loads all before the first of them is shown, so that a connection that is lost later takes no screen away.
 * @param {import('../flow/state.js').State} state
 * @param {ShadowRoot} root
 * @returns {Promise<import('../flow/flow.js').Flow['builders']>} by the screens' names
 */
export async function screensFor(state, root) {
  const {steps, choices} = state;
  const [choice, countries, pages] = await Promise.all([
    steps.some((step) => choices(step)) && import('./choice.js'),
    steps.some((step) => choices(step)?.countries.length) && import('../ui/countries.js'),
    requires(state, 'DOCUMENT') && import('./document.js').then((module) => module.styled(root)),
  ]).catch(unloaded);
  return {
    ...(choice && {choice: (view, detail) => choice.choiceScreen(view, detail, /** @type {any} */ (countries || {}).listCountries)}),
    ...(pages && {document: pages}),
  };
}

/**
 * What follows a picture, and the form, with their style.
 * @param {import('../flow/state.js').State} state
 * @param {ShadowRoot} root
 * @param {import('../ui/catalog.js').Catalog} words
 */
export async function later(state, root, words) {
  const [late, data] = await Promise.all([
    import('../flow/later.js').then(async (module) => {
      await module.styled(root);
      return module;
    }),
    requires(state, 'PREPARED_DATA') && import('./data.js').then((module) => module.styled(root, words)),
  ]).catch(unloaded);
  return {late, form: data && {data}};
}
