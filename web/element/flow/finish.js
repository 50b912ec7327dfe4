/** The end: the form and what is kept are sent, and the workflow finalized. */
import {FinalizedEvent, PartEvent} from '../events.js';

/** @import {Step} from '../../capture.js' */
/** @import {Flow} from './flow.js' */

/**
 * Sends the form while the person waits, because a failure may belong beside a field.
 * @param {Flow} flow
 * @param {{step: Step, data: import('../../capture.js').PreparedData}} detail
 * @returns {Promise<unknown>} the failure that the form has to show, if that is where it belongs
 */
export async function submit(flow, {step, data}) {
  const {state, signal, send} = flow;
  try {
    // Data that was confirmed before must not arrive after it.
    state.filled(step);
    await flow.uploads?.push(step);
    const session = await flow.service.open();
    state.uploading(step, {state: 'sending', sent: 1, total: 1});
    await session.submitData(data, {signal}).finally(() => signal.aborted || state.uploading(step));
    state.filled(step, data);
    flow.emit(new PartEvent(step, []));
    send('submitted');
  } catch (error) {
    if (signal.aborted) return undefined;
    if (['invalid_data', 'rejected'].includes(/** @type {any} */ (error).code)) return error;
    send('failed', {error, retry: () => send('redo', {step}), step});
  }
  return undefined;
}

/** The newest finalization of a flow; an older one, which the person has left, stops. @type {WeakMap<Flow, object>} */
const newest = new WeakMap();

/** @param {Flow} flow @returns {Promise<void>} */
export async function finalize(flow) {
  const {state, send} = flow;
  const uploads = /** @type {import('./uploads.js').Uploads} */ (flow.uploads);
  const run = {};
  newest.set(flow, run);
  send('wait', {text: 'busy.finalize', uploads: true, back: () => {
    newest.delete(flow);
    send('incomplete');
  }});
  await flow.attempt(async () => {
    const arrived = await uploads.all();
    const session = arrived && await flow.service.open(); // it may still be loading
    if (newest.get(flow) !== run) return undefined;
    if (!session) return send('incomplete', {wait: !navigator.onLine});
    flow.screens.update({}); // takes the way back away
    const isDone = () => state.steps.every((step) => step.done);
    let offline = false;
    await session.finalize({signal: flow.signal}).catch((error) => {
      offline = error.code === 'offline';
      if (!offline && isDone()) throw error;
    }).finally(() => flow.signal.aborted || state.uploading(state.steps[state.steps.length - 1])); // the line has shown what it waits for
    if (offline) return send('incomplete', {wait: true});
    // A session that was renewed meanwhile lacks parts; the person captures those that can't be sent again.
    if (!isDone()) return await uploads.all() && isDone() ? finalize(flow) : send('opened');
    const ids = /** @type {any} */ (session.snapshot());
    return send('finished', {ids, guest: flow.devices.finished(ids)});
  }, () => finalize(flow));
}

/**
 * The workflow was finalized, here or on another device.
 * @param {Flow} flow
 * @param {{ids: any, guest?: boolean}} detail guest: this is the other device
 */
export async function finished(flow, {ids: {account, workflowExecution}, guest}) {
  const {begun} = flow.state.snapshot();
  const changed = begun !== undefined && begun !== workflowExecution?.id;
  flow.state.clear();
  await flow.persistence?.forget(); // the integrator may leave the page on `finalized`
  flow.screens.show(flow.builders.done(flow, {guest, changed, reference: workflowExecution?.id}));
  // Only ids: the rest of a session is secret.
  flow.emit(new FinalizedEvent({account, workflowExecution: {id: workflowExecution?.id}, changed}));
}
