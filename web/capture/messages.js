/**
 * Every message between the page and the wasm's host (a worker, or the page itself with
 * `worker: false`), declared here and nowhere else. A request has an id; its answer or failure
 * carries the same one. Whatever crosses can be cloned: Blobs by reference, JSON as text.
 */

/** What the page, the worker and the wasm must agree on. It is said here and nowhere else. */
export const version = '0.1.0';

/**
 * Args are what the wasm's export of that name takes (wasm/main.go); the session operations begin
 * with the session's key. `start` is the host's own: [Files, version], and so is the first argument of
 * `analyze`: a frame, transferred, of which the wasm gets the px.
 * @typedef {'start' | 'validate' | 'fit' | 'fitDocument' | 'analyze' | 'stats' | 'open' | 'addPart' | 'updatePart' | 'deletePart'
 *   | 'submitData' | 'uploadDocument' | 'deletePages' | 'finalize' | 'forget'} Operation
 */

/**
 * Absolute URLs of what the host loads: the programs, what tells faces, and the scripts that few pages need.
 * @typedef {{capture: string, fallback: string, face: string, again: string, analyze: string}} Files
 */

/**
 * From the page.
 * @typedef {{op: 'call', id: number, name: Operation, args: unknown[], progress: boolean}} Call
 * @typedef {{op: 'abort', id: number}} Abort ends the call; its failure is an AbortError
 * @typedef {{op: 'reply', id: number, text: string | null}} Reply to an Ask
 * @typedef {{op: 'rest'}} Rest ends the program, not the host: `start` may come again
 * @typedef {Call | Abort | Reply | Rest} FromPage
 */

/**
 * To the page.
 * @typedef {{op: 'answer', id: number, value: any}} Answer
 * @typedef {{op: 'failure', id: number, error: WireError}} Failure
 * @typedef {{op: 'progress', id: number, value: any}} Progress
 * @typedef {{op: 'event', session: number, type: string, detail: any}} SessionEvent
 *   type `state` is ours: detail {steps, snapshot}, sent before the answer that it belongs to
 * @typedef {{op: 'ask', id: number, session: number}} Ask for a fresh session, as JSON text
 * @typedef {{op: 'death', error: WireError}} Death of the wasm: nothing pending will be answered
 * @typedef {Answer | Failure | Progress | SessionEvent | Ask | Death} ToPage
 */

/**
 * A failure as plain data: what internal/jsbridge makes of a Go error.
 * @typedef {object} WireError
 * @property {string} name CaptureError or AbortError
 * @property {import('../capture.js').ErrorCode} code
 * @property {string} message
 * @property {boolean} [retryable]
 * @property {string} [field]
 * @property {number} [status]
 * @property {import('../capture.js').Figures} [details]
 */
