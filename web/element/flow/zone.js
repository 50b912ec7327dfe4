/**
 * Reads the machine-readable zones of pictures in the background. No reading is stored: after a reload, a picture
 * is read again. A failure is silent, because the person can type everything.
 */
import {ReadEvent} from '../events.js';

/** @import {Fitted, MRZReading, Step} from '../../capture.js' */
/** @import {View} from './flow.js' */

/** Documents with a zone that the service may ask for. */
const kinds = ['PASSPORT', 'VISA', 'ID_CARD'];

/** Whether a side may have a zone: that of a card may be on either. @param {Step} step */
const mayHave = ({part, type = ''}) => (part === 'FRONT' || part === 'BACK') && (!type || kinds.includes(type));

/** Whether a side has a zone. @param {Step} step */
const has = ({part, type}) => (type === 'ID_CARD' ? part === 'BACK' : part === 'FRONT' && (type === 'PASSPORT' || type === 'VISA'));

/** What was read, or is being read. @type {WeakMap<Blob, Promise<MRZReading | undefined>>} */
const readings = new WeakMap();

/**
 * @param {View} view
 * @param {Step} step
 * @param {Fitted} picture
 * @returns {Promise<MRZReading | undefined>} undefined: it isn't wanted, or reading failed
 */
export async function readZone(view, step, {blob, report}) {
  if (!view.settings().mrz) return undefined;
  if (!mayHave(step) || report.format === 'pdf') return {outcome: 'none', values: {}, ms: 0};
  const reading = readings.get(blob) ?? view.capture().then(async (capture) => {
    const found = await capture.readMRZ(blob, {signal: view.signal});
    view.send('read', {event: new ReadEvent(step, found)});
    return found;
  }).catch((error) => {
    if (error?.code === 'bad_asset') console.error(`credential-capture: ${error.message}`); // mrz.bin is missing
    readings.delete(blob);
    return undefined;
  });
  readings.set(blob, reading);
  return reading;
}

/** The advice on a picture whose zone can't be read, as keys of messages. @param {Step} step @param {MRZReading} [reading] */
export function zoneAdvice(step, reading) {
  if (!has(step) || reading?.outcome !== 'unreadable') return [];
  const cure = {small: 'guidance.too_far', blurred: 'guidance.blurred', checks: '', ambiguous: ''}[reading.reason ?? 'checks'];
  return cure ? ['guidance.zone', cure] : [];
}
