/**
 * The protocol between the page and the program: every message and the types of every call. The program
 * is behind a dispatcher, in a worker or, with `worker: false`, on the page. A call has an id; its answer
 * or failure carries the same one. Everything can be cloned: Blobs by reference, JSON as text.
 */
import type {
  AnalyzeOptions, DataOptions, ErrorCode, Figures, FitDocumentOptions, FitOptions, Fitted, Guidance, MRZReading, PartAnswer, Progress, Report, SessionOptions, Stats, Step,
  ValidateOptions,
} from '../capture.js';

/** The version that the page, the worker and the wasm must share. */
export const version: string;

/** Options without what stays on the page. */
export type Sent<T> = Omit<T, 'signal' | 'onProgress'>;
/** No options. */
export type None = Record<string, never>;
/** step is a Step's id. Default: the one document of the session. */
export interface DocumentTarget { step?: string }

/** A frame is transferred, a picture (ImageData, Blob) is not. */
export type Frame = VideoFrame | ImageBitmap | ImageData | Blob;
/** at is the time of the frame, ms, by performance.now(). */
export type FrameOptions = Sent<AnalyzeOptions> & { stream: string; at: number };

/** The calls: arguments and result. The first argument of a session's call is its key. */
export interface Operations {
  /** Loads and starts the program. The dispatcher handles it. */
  start: (files: Files, version: string) => void;
  validate: (file: Blob, options: Sent<ValidateOptions>) => Report;
  fit: (file: Blob, options: Sent<FitOptions>) => Fitted;
  fitDocument: (files: Blob[], options: Sent<FitDocumentOptions>) => Fitted[];
  /** wait is the time until the next frame, ms. analyze.js handles it and passes the pixels to the program. */
  analyze: (frame: Frame, options: FrameOptions) => Guidance & { wait?: number };
  /** analyze.js handles it and passes the pixels to the program. */
  readMRZ: (picture: Frame) => MRZReading;
  stats: () => Stats;
  /** init is JSON: an account-create answer or a snapshot. */
  open: (key: number, init: string, options: Sent<SessionOptions>) => void;
  addPart: (key: number, part: string, file: Blob, options: None) => PartAnswer;
  updatePart: (key: number, part: string, file: Blob, options: None) => PartAnswer;
  deletePart: (key: number, part: string, options: None) => void;
  /** data is JSON. */
  submitData: (key: number, data: string, options: Sent<DataOptions>) => PartAnswer;
  uploadDocument: (key: number, files: Blob[], options: DocumentTarget) => PartAnswer;
  deletePages: (key: number, options: DocumentTarget) => void;
  finalize: (key: number, options: None) => void;
  /** Closes the session in the program. */
  forget: (key: number) => void;
}
export type Operation = keyof Operations;
export type Args<K extends Operation> = Parameters<Operations[K]>;
export type Result<K extends Operation> = ReturnType<Operations[K]>;

/** Absolute URLs: the programs, the cascade of the faces, the weights of the reader of zones, and the scripts that are loaded on demand. */
export interface Files { capture: string; fallback: string; face: string; mrz: string; worker: string; fallbackScript: string; analyzeScript: string }

export interface Call<K extends Operation> { op: 'call'; id: number; name: K; args: Args<K>; progress: boolean }
/** Ends the call, which fails with an AbortError. */
export interface Abort { op: 'abort'; id: number }
/** Answers a Renew. init is JSON, null without a fresh session. */
export interface Renewed { op: 'renewed'; id: number; init: string | null }
/** Ends the program but not the dispatcher: `start` may follow. */
export interface Suspend { op: 'suspend' }
export type FromPage = Call<Operation> | Abort | Renewed | Suspend;

export interface Answer { op: 'answer'; id: number; value: Result<Operation> }
export interface Failure { op: 'failure'; id: number; error: WireError }
export interface ProgressMessage { op: 'progress'; id: number; value: Progress }
export interface EventMessage { op: 'event'; session: number; event: SessionEvent }
/** Requests a fresh session. */
export interface Renew { op: 'renew'; id: number; session: number }
/** The program has ended: pending calls get no answer. */
export interface Exit { op: 'exit'; error: WireError }
export type ToPage = Answer | Failure | ProgressMessage | EventMessage | Renew | Exit;

/** An event of a session. The program sends `state` before the answer of a call that changes it. */
export type SessionEvent =
  | { type: 'state'; steps: Step[]; snapshot: string }
  | { type: 'token'; credential: string }
  | { type: 'retry'; operation: string; step: string; attempt: number; waitMs: number; code: ErrorCode };

/** A failure as plain data, from internal/jsbridge or toWire. */
export interface WireError {
  /** CaptureError or AbortError. */
  name: string;
  code: ErrorCode;
  message: string;
  retryable?: boolean;
  field?: string;
  status?: number;
  details?: Figures;
}

/** The exports of wasm/main.go, where they differ from the operations of the page. */
export interface Program {
  validate: (...args: Args<'validate'>) => Report | NeedsFallback;
  fit: (...args: Args<'fit'>) => Fitted | NeedsFallback;
  fitDocument: (...args: Args<'fitDocument'>) => Fitted[] | NeedsFallback;
  analyze: (rgba: Uint8Array | Uint8ClampedArray, width: number, height: number, at: number, options: object) => Guidance;
  cascade: (cascade: Uint8Array) => void;
  mrzWeights: (weights: Uint8Array) => void;
  readMRZ: (luma: Uint8Array, width: number, height: number) => Omit<MRZReading, 'ms'>;
  /** Of fallback.wasm alone. */
  thumbnail: (file: Blob, side: number) => { data: Uint8Array, width: number, height: number };
}
/** fallback.wasm may succeed after this failure. */
export interface NeedsFallback { fallback: WireError }
export type ProgramOperations = Omit<Operations, 'start' | keyof Program> & Program;
/** What fallback.wasm answers: it has no fallback. */
export type FallbackResult<K extends keyof ProgramOperations> = Exclude<ReturnType<ProgramOperations[K]>, NeedsFallback>;
export type OnProgress = (progress: Progress) => void;
export type Export<K extends keyof ProgramOperations> =
  (args: Parameters<ProgramOperations[K]>, signal?: AbortSignal, progress?: OnProgress) => Promise<ReturnType<ProgramOperations[K]>>;
export type Exports = { [K in keyof ProgramOperations]: Export<K> };
