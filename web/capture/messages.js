/**
 * The protocol between the page and the program: every message and the types of every call. The program
 * is behind a dispatcher, in a worker or, with `worker: false`, on the page. A call has an id; its answer
 * or failure carries the same one. Everything can be cloned: Blobs by reference, JSON as text.
 */

/** The version that the page, the worker and the wasm must share. The build reads it from here. */
export const version = '0.1.0';

/** @typedef {import('../capture.js').ValidateOptions} ValidateOptions */
/** @typedef {import('../capture.js').FitOptions} FitOptions */
/** @typedef {import('../capture.js').FitDocumentOptions} FitDocumentOptions */
/** @typedef {import('../capture.js').AnalyzeOptions} AnalyzeOptions */
/** @typedef {import('../capture.js').SessionOptions} SessionOptions */
/** @typedef {import('../capture.js').Fitted} Fitted */
/** @typedef {import('../capture.js').Guidance} Guidance */
/** @typedef {import('../capture.js').PartAnswer} PartAnswer */
/** @typedef {import('../capture.js').Progress} Progress */
/** @typedef {import('../capture.js').Report} Report */
/** @typedef {import('../capture.js').Stats} Stats */
/** @typedef {import('../capture.js').Step} Step */

/**
 * Options without what stays on the page.
 * @template T
 * @typedef {Omit<T, 'signal' | 'onProgress'>} Sent
 */
/** @typedef {{step?: string}} DocumentTarget step is a Step's id; default: the one document of the session */
/** @typedef {Record<string, never>} None no options */

/**
 * The calls. The first argument of a session's call is its key. Start belongs to the dispatcher; Analyze
 * runs in analyze.js, which passes the pixels to the wasm.
 * @typedef {(files: Files, version: string) => void} Start
 * @typedef {(file: Blob, options: Sent<ValidateOptions>) => Report} Validate
 * @typedef {(file: Blob, options: Sent<FitOptions>) => Fitted} Fit
 * @typedef {(files: Blob[], options: Sent<FitDocumentOptions>) => Fitted[]} FitDocument
 * @typedef {(frame: Frame, options: FrameOptions) => Guidance & {wait?: number}} Analyze wait: ms until the next frame
 * @typedef {() => Omit<Stats, 'wasmBytes'>} ProgramStats
 * @typedef {(key: number, init: string, options: Sent<SessionOptions>) => void} Open
 * @typedef {(key: number, part: string, file: Blob, options: None) => PartAnswer} SendPart
 * @typedef {(key: number, part: string, options: None) => void} DeletePart
 * @typedef {(key: number, data: string, options: None) => PartAnswer} SubmitData
 * @typedef {(key: number, files: Blob[], options: DocumentTarget) => PartAnswer} UploadDocument
 * @typedef {(key: number, options: DocumentTarget) => void} DeletePages
 * @typedef {(key: number, options: None) => void} Finalize
 * @typedef {(key: number) => void} Forget closes the session in the program
 */

/**
 * @typedef {object} Operations
 * @property {Start} start
 * @property {Validate} validate
 * @property {Fit} fit
 * @property {FitDocument} fitDocument
 * @property {Analyze} analyze
 * @property {() => Stats} stats
 * @property {Open} open
 * @property {SendPart} addPart
 * @property {SendPart} updatePart
 * @property {DeletePart} deletePart
 * @property {SubmitData} submitData
 * @property {UploadDocument} uploadDocument
 * @property {DeletePages} deletePages
 * @property {Finalize} finalize
 * @property {Forget} forget
 */
/** @typedef {keyof Operations} Operation */
/**
 * @template {Operation} K
 * @typedef {Parameters<Operations[K]>} Args
 */
/**
 * @template {Operation} K
 * @typedef {ReturnType<Operations[K]>} Result
 */

/** @typedef {VideoFrame | ImageBitmap | ImageData | Blob} Frame is transferred, unless it is a picture */
/** @typedef {Sent<AnalyzeOptions> & {stream: string, at: number}} FrameOptions at: ms, of performance.now() */

/**
 * Absolute URLs: the programs, the cascade of the faces, and the scripts that are loaded on demand.
 * @typedef {{capture: string, fallback: string, face: string, fallbackScript: string, analyzeScript: string}} Files
 */

/**
 * From the page.
 * @template {Operation} K
 * @typedef {{op: 'call', id: number, name: K, args: Args<K>, progress: boolean}} Call
 */
/**
 * @typedef {{op: 'abort', id: number}} Abort ends the call, which fails with an AbortError
 * @typedef {{op: 'renewed', id: number, init: string | null}} Renewed answers a Renew; init is JSON, null without a fresh session
 * @typedef {{op: 'suspend'}} Suspend ends the program but not the dispatcher: `start` may follow
 * @typedef {Call<Operation> | Abort | Renewed | Suspend} FromPage
 */

/**
 * To the page.
 * @typedef {{op: 'answer', id: number, value: Result<Operation>}} Answer
 * @typedef {{op: 'failure', id: number, error: WireError}} Failure
 * @typedef {{op: 'progress', id: number, value: Progress}} ProgressMessage
 * @typedef {{op: 'event', session: number, event: SessionEvent}} EventMessage
 * @typedef {{op: 'renew', id: number, session: number}} Renew requests a fresh session
 * @typedef {{op: 'exit', error: WireError}} Exit the program has ended: pending calls get no answer
 * @typedef {Answer | Failure | ProgressMessage | EventMessage | Renew | Exit} ToPage
 */

/**
 * An event of a session. The program sends `state` before the answer of a call that changes it.
 * @typedef {{type: 'state', steps: Step[], snapshot: string}
 *   | {type: 'token', credential: string}
 *   | {type: 'retry', operation: string, attempt: number, waitMs: number, code: import('../capture.js').ErrorCode}} SessionEvent
 */

/**
 * A failure as plain data, from internal/jsbridge or toWire.
 * @typedef {object} WireError
 * @property {string} name CaptureError or AbortError
 * @property {import('../capture.js').ErrorCode} code
 * @property {string} message
 * @property {boolean} [retryable]
 * @property {string} [field]
 * @property {number} [status]
 * @property {import('../capture.js').Figures} [details]
 */
