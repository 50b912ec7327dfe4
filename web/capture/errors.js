/** Failures: the class that callers see, and the plain data that crosses from the worker. */

/** @import {ErrorCode} from '../capture.js' */
/** @import {WireError} from './messages.js' */

/** Codes of this folder's own failures that are retryable. */
const retryable = new Set(['network', 'out_of_memory']);

export class CaptureError extends Error {
  /** @param {Omit<WireError, 'name'>} fault */
  constructor(fault) {
    super(fault.message);
    this.name = /** @type {const} */ ('CaptureError');
    this.code = fault.code;
    this.retryable = fault.retryable ?? retryable.has(fault.code);
    this.field = fault.field;
    this.status = fault.status;
    this.details = fault.details;
  }
}

/**
 * @param {ErrorCode} code
 * @param {string} message
 * @param {{field?: string, status?: number}} [more]
 */
export const fail = (code, message, more) => new CaptureError({code, message, ...more});

/** The error of a cancelled call, as of fetch. */
export const abortError = (message = 'the call was cancelled') => new DOMException(message, 'AbortError');

/**
 * What a cancelled call rejects with: the signal's reason, as fetch does. Safari has reasons since 15.4.
 * @param {AbortSignal} signal
 */
export const reasonOf = (signal) => signal.reason ?? abortError();

/** @param {WireError} wire */
export const fromWire = (wire) => (wire.name === 'AbortError' ? abortError(wire.message) : new CaptureError(wire));

/**
 * @param {unknown} error a failure of the wasm is plain data already
 * @returns {WireError}
 */
export function toWire(error) {
  if (!isWire(error)) {
    return {name: 'CaptureError', code: 'internal', message: messageOf(error)};
  }
  const {name, code, message, retryable, field, status, details} = error;
  return {name, code, message, retryable, field, status, details};
}

/**
 * @param {unknown} error
 * @returns {error is WireError}
 */
const isWire = (error) => typeof error === 'object' && error !== null && 'name' in error && (error.name === 'CaptureError' || error.name === 'AbortError');

/** @param {unknown} error */
export const messageOf = (error) => String(typeof error === 'object' && error && 'message' in error ? error.message : error);

/**
 * Calls a listener of the integrator's. Its errors are reported and not thrown.
 * @param {() => void} listener
 */
export function guarded(listener) {
  try {
    listener();
  } catch (error) {
    report(error);
  }
}

/**
 * Reports an error as an uncaught one. Safari has reportError since 15.4 and Chrome since 95.
 * @param {unknown} error
 */
export function report(error) {
  setTimeout(() => {
    throw error;
  });
}
