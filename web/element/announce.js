/** Tells the host what happens, as typed events on the element. */
import * as events from './events.js';

/** @typedef {import('../capture.js').Step} Step */

export class CaptureEvents {
  #target;

  /** @param {EventTarget} target */
  constructor(target) {
    this.#target = target;
  }

  /** @param {readonly Step[]} steps */
  ready(steps) {
    this.#target.dispatchEvent(new events.ReadyEvent(steps));
  }

  /**
   * @param {string} screen
   * @param {Step | undefined} step
   */
  step(screen, step) {
    this.#target.dispatchEvent(new events.StepEvent(screen, step));
  }

  /**
   * @param {Step} step
   * @param {import('../capture.js').Fitted} fitted
   */
  captured(step, fitted) {
    this.#target.dispatchEvent(new events.CapturedEvent(step, fitted));
  }

  /**
   * @param {Step} step
   * @param {{sent: number, total: number}} progress
   */
  progress(step, progress) {
    this.#target.dispatchEvent(new events.UploadProgressEvent(step, progress));
  }

  /**
   * @param {Step} step
   * @param {Blob[]} blobs
   */
  part(step, blobs) {
    this.#target.dispatchEvent(new events.PartEvent(step, blobs));
  }

  /**
   * @param {string} code
   * @param {unknown} error
   * @param {Step} [step]
   */
  problem(code, error, step) {
    this.#target.dispatchEvent(new events.ProblemEvent(code, error, step));
  }

  /** @param {{account?: object, workflowExecution?: {id: string}}} snapshot only its ids are told: the rest is secret */
  finalized({account, workflowExecution}) {
    this.#target.dispatchEvent(new events.FinalizedEvent({account, workflowExecution: {id: workflowExecution?.id}}));
  }

  /**
   * @param {'waiting' | 'taken' | 'returned' | 'finished' | 'expired'} state
   * @param {'owner' | 'guest'} role
   */
  handover(state, role) {
    this.#target.dispatchEvent(new events.HandoverEvent(state, role));
  }

  cancel() {
    this.#target.dispatchEvent(new events.CancelEvent());
  }
}
