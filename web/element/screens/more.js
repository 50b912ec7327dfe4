/** Screens that not every session needs, loaded together with the session that does. */

/** A failed import, as a problem that can be retried. @param {any} error @returns {never} */
export const unloaded = (error) => {
  throw Object.assign(error, {code: 'network', retryable: true});
};

/**
 * All at once and before the first of them is shown: a connection that is lost later takes no screen away.
 * @param {import('../flow/state.js').State} state
 * @returns {Promise<import('../flow/flow.js').Flow['builders']>} by the screens' names
 */
export async function screensFor({steps, choices}) {
  const asks = (/** @type {string} */ part) => steps.some((step) => step.part === part);
  const [choice, countries, pages, form] = await Promise.all([
    steps.some((step) => choices(step)) && import('./choice.js'),
    steps.some((step) => choices(step)?.countries.length) && import('../ui/countries.js'),
    asks('DOCUMENT') && import('./document.js'),
    asks('PREPARED_DATA') && import('./data.js'),
  ]).catch(unloaded);
  return {
    ...(choice && {choice: (view, detail) => choice.choiceScreen(view, detail, /** @type {any} */ (countries || {}).listCountries)}),
    ...(pages && {document: pages.documentScreen}),
    ...(form && {data: form.dataScreen}),
  };
}
