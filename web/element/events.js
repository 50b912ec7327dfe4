/** The element's events: they bubble, cross shadow roots, and carry plain members. */

/** @import {Step} from '../capture.js' */

class ElementEvent extends Event {
  /** @param {string} type @param {object} [members] */
  constructor(type, members) {
    super(type, {bubbles: true, composed: true});
    Object.assign(this, members);
  }
}

/** `ready`: the session is open. `steps`: Step[]. */
export class ReadyEvent extends ElementEvent {
  /** @param {readonly Step[]} steps */
  constructor(steps) { super('ready', {steps}); }
}

/** `step`: another screen. `screen`, and `step` when it belongs to one. */
export class StepEvent extends ElementEvent {
  /** @param {string} screen @param {Step | undefined} step */
  constructor(screen, step) { super('step', {screen, step}); }
}

/** `captured`: a picture passed the checks. `step`, `blob` (what is uploaded), `action`. */
export class CapturedEvent extends ElementEvent {
  /** @param {Step} step @param {import('../capture.js').Fitted} fitted */
  constructor(step, {blob, action}) { super('captured', {step, blob, action}); }
}

/** `progress`: of an upload. `step`, `sent` and `total` in bytes. */
export class UploadProgressEvent extends ElementEvent {
  /** @param {Step} step @param {{sent: number, total: number}} progress */
  constructor(step, {sent, total}) { super('progress', {step, sent, total}); }
}

/** `part`: the service has received one. `step`, `blobs`. */
export class PartEvent extends ElementEvent {
  /** @param {Step} step @param {Blob[]} blobs */
  constructor(step, blobs) { super('part', {step, blobs}); }
}

/** `read`: the machine-readable zone of a picture. `step`, `outcome`, and `fields`: the paths that it fills, without values. */
export class ReadEvent extends ElementEvent {
  /** @param {Step} step @param {import('../capture.js').MRZReading} reading */
  constructor(step, {outcome, values}) { super('read', {step, outcome, fields: Object.keys(values).sort()}); }
}

/** `problem`: shown to the person, or an invalid attribute. `code`, and `error` and `step` where there are any. */
export class ProblemEvent extends ElementEvent {
  /** @param {string} code @param {unknown} error @param {Step} [step] */
  constructor(code, error, step) { super('problem', {code, error, step}); }
}

/** `finalized`: the workflow has been started. */
export class FinalizedEvent extends ElementEvent {
  /** @param {object} ids {account, workflowExecution, changed} */
  constructor(ids) { super('finalized', ids); }
}

/** `handover`: another device has taken over or given back. `state`, and `role` of this device. */
export class HandoverEvent extends ElementEvent {
  /** @param {'waiting' | 'taken' | 'returned' | 'finished' | 'expired'} state @param {'owner' | 'guest'} role */
  constructor(state, role) { super('handover', {state, role}); }
}

/** `cancel`: the flow has ended before its end. `reason`. */
export class CancelEvent extends ElementEvent {
  /** @param {'cancelled' | 'removed'} reason the person or cancel(), or the element's removal */
  constructor(reason) { super('cancel', {reason}); }
}
