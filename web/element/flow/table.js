/**
 * The flow of screens: which event leads from which screen where. A target is a screen, or an effect of flow.js.
 * An event that a screen doesn't have changes nothing there: it comes late, as of work that the person has left.
 */

/** @import {Step} from '../../capture.js' */
/** @typedef {keyof typeof table} ScreenName */

/** Events of one screen. @type {Record<string, Record<string, string>>} */
export const table = {
  start: {ask: 'ask', lend: 'lend'},
  busy: {opened: 'next', removed: 'next', incomplete: 'overview'},
  choice: {back: 'back', choose: 'choose'},
  instruction: {back: 'back', camera: 'camera', files: 'check', keep: 'next', lend: 'lend', giveBack: 'giveBack', off: 'step'},
  camera: {off: 'step', back: 'step', shoot: 'shoot', files: 'check', lend: 'lend', giveBack: 'giveBack'},
  checking: {back: 'leave', progress: 'update', checked: 'step'},
  review: {back: 'redo', use: 'use', retake: 'retake'},
  document: {off: 'step', back: 'instruction', camera: 'camera', files: 'check', use: 'use', keep: 'discard', remove: 'remove', look: 'review'},
  data: {back: 'back', submit: 'submit', submitted: 'next'},
  overview: {back: 'step', edit: 'edit', remove: 'remove', undo: 'undo', left: 'settle', finalize: 'finalize', giveBack: 'giveBack'},
  problem: {back: 'leave', retry: 'retry', again: 'step', files: 'check'},
  done: {},
  'handover': {here: 'takeBack', status: 'update'},
  'handover-follow': {here: 'takeBack', status: 'update'},
  'handover-expired': {here: 'takeBack', renew: 'renew'},
  'handover-arrive': {take: 'take'},
  'handover-end': {},
};

/**
 * Events that may come on every screen: from the integrator, the other device, uploads, and the upload status.
 * @type {Record<string, string>}
 */
export const anywhere = {
  start: 'begin', resume: 'restore', cancel: 'cancel', restart: 'reset',
  open: 'start', wait: 'busy', failed: 'problem', report: 'report', finished: 'done',
  redo: 'redo', replace: 'check', upload: 'upload', uploading: 'uploading', uploaded: 'uploaded', read: 'read',
  restored: 'restored', lent: 'handover', arrived: 'handover-arrive', taken: 'handover-follow', expired: 'handover-expired',
};

/**
 * @param {string | undefined} screen
 * @param {string} event
 * @returns {string | undefined} the target; undefined: nothing changes
 */
export const after = (screen, event) => table[screen ?? '']?.[event] ?? anywhere[event];

/**
 * The screen on which a step is continued.
 * @param {Step} step
 * @param {{undecided: boolean, draft: number, complete: boolean}} facts draft: how many pictures are not confirmed
 */
export function screenOf({part}, {undecided, draft, complete}) {
  if (undecided) return 'choice';
  if (part === 'PREPARED_DATA') return 'data';
  if (part === 'DOCUMENT' && (draft || complete)) return 'document';
  return draft ? 'review' : 'instruction';
}

/**
 * The first step that isn't complete; undefined: the overview comes next.
 * @param {readonly Step[]} steps
 * @param {(step: Step) => boolean} isComplete
 * @param {Step} [removed] is not offered at once when all the others are complete
 */
export function nextStep(steps, isComplete, removed) {
  const open = steps.filter((step) => !isComplete(step));
  return open.length === 1 && open[0].id === removed?.id ? undefined : open[0];
}

/**
 * The back that the camera captures next, after the front of the same document.
 * @param {Pick<import('./state.js').State, 'steps' | 'isComplete'>} state
 * @param {Step} step
 * @returns {Step | undefined} undefined: something else comes next
 */
export function backAfter({steps, isComplete}, step) {
  const next = nextStep(steps, (each) => each.id === step.id || isComplete(each));
  return step.part === 'FRONT' && next?.part === 'BACK' && next.credential === step.credential ? next : undefined;
}

/**
 * Where back leads from a step's first screen, or from the choice of its document: to the overview if the person came
 * from there, else to the step before, or out while there is nothing to lose.
 * @param {Pick<import('./state.js').State, 'steps' | 'isComplete' | 'choices' | 'hasDraft'>} state
 * @param {Step} step
 * @param {{choosing?: boolean, edited?: boolean}} from choosing: the choice of its document, edited: by way of the overview
 * @returns {{target: string, step?: Step, first?: boolean}} first: there is no step before
 */
export function wayBack({steps, isComplete, choices, hasDraft}, step, {choosing, edited}) {
  if (!choosing && edited) return {target: 'overview'};
  if (!choosing && step.part === 'FRONT' && choices(step)) return {target: 'choice', step};
  const previous = steps[steps.findIndex(({id}) => id === step.id) - 1];
  if (previous) return {target: 'step', step: previous};
  return hasDraft || steps.some(isComplete) ? {target: 'overview', first: true} : {target: 'cancel'};
}
