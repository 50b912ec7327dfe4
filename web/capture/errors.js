/** Failures: the class that callers see, and the plain data that crosses from the worker. */

/** @typedef {import('../capture.js').ErrorCode} ErrorCode */
/** @typedef {import('./messages.js').WireError} WireError */

/** The codes of this folder's own failures that may pass when the call is made again. */
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

/** What every cancelled call rejects with, as fetch does. */
export const abortError = (message = 'the call was cancelled') => new DOMException(message, 'AbortError');

/** @param {WireError} wire */
export const fromWire = (wire) => (wire.name === 'AbortError' ? abortError(wire.message) : new CaptureError(wire));

/**
 * @param {any} error the wasm's own failures are plain data already
 * @returns {WireError}
 */
export function toWire(error) {
  if (error?.name !== 'CaptureError' && error?.name !== 'AbortError') {
    return {name: 'CaptureError', code: 'internal', message: String(error?.message ?? error)};
  }
  const {name, code, message, retryable, field, status, details} = error;
  return {name, code, message, retryable, field, status, details};
}

/**
 * Runs a listener of the host's; what it throws is the host's, never ours.
 * @param {() => void} listener
 */
export function guarded(listener) {
  try {
    listener();
  } catch (error) {
    reportError(error);
  }
}
