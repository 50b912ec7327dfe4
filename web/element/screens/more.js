/** Screens that not every session needs, loaded together with the session that does. */

/** @typedef {import('../flow/flow.js').Flow} Flow */

/**
 * @typedef {object} More
 * @property {typeof import('./choice.js').choiceScreen} choiceScreen
 * @property {typeof import('../ui/countries.js').listCountries} listCountries
 * @property {typeof import('./data.js').dataScreen} dataScreen
 * @property {typeof import('./document.js').documentScreen} documentScreen
 */

/**
 * All at once and before the first of them is shown: a connection that is lost later takes no screen away.
 * @param {Flow} flow
 * @returns {Promise<More>}
 */
export async function screensFor({steps, choices}) {
  const asks = (/** @type {string} */ part) => steps.some((step) => step.part === part);
  const modules = await Promise.all([
    steps.some((step) => choices(step)) && import('./choice.js'),
    steps.some((step) => choices(step)?.countries.length) && import('../ui/countries.js'),
    asks('DOCUMENT') && import('./document.js'),
    asks('PREPARED_DATA') && import('./data.js'),
  ]).catch((error) => {
    throw Object.assign(error, {code: 'network', retryable: true});
  });
  return /** @type {any} */ (Object.assign({}, ...modules));
}
