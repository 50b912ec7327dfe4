/** Sends the form: at once, while the person waits, because a failure may belong beside a field. */

/**
 * @param {import('./flow.js').Flow} flow
 * @param {import('../../capture.js').Step} step
 * @param {import('../../capture.js').PreparedData} data
 * @returns {Promise<unknown>} the failure that the form has to show, if that is where it belongs
 */
export async function submit(flow, step, data) {
  const {state, uploads, service, events, signal} = flow;
  try {
    // What was confirmed before mustn't come after it.
    state.filled(step);
    await uploads.push(step);
    const session = await service.open();
    await session.submitData(data, {signal});
    state.filled(step, data);
    events.part(step, []);
    flow.next();
  } catch (error) {
    if (signal.aborted) return undefined;
    if (['invalid_data', 'rejected'].includes(/** @type {any} */ (error).code)) return error;
    flow.problem(error, () => flow.begin(step), step);
  }
  return undefined;
}
