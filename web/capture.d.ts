/**
 * Credential Capture: validates, fits and uploads identity pictures, all on the
 * person's device. Sizes are bytes, sides are px, times are ms.
 */

/** Stable names of failures; docs/errors.md says what each means. */
export type ErrorCode =
  | 'empty' | 'unsupported_format' | 'corrupt' | 'truncated' | 'too_small' | 'too_large'
  | 'too_many_pixels' | 'cannot_fit' | 'pdf_encrypted' | 'too_many_pages' | 'mixed_document'
  | 'invalid_data' | 'invalid_session' | 'bad_option' | 'aborted'
  | 'offline' | 'network' | 'timeout' | 'unauthorized' | 'expired' | 'forbidden' | 'not_found'
  | 'conflict' | 'rejected' | 'rate_limited' | 'server' | 'bad_response'
  | 'codec' | 'out_of_memory' | 'internal';

export type Figures = Record<string, number | string | boolean>;

/** What every rejection is, except an abort, which is a DOMException named AbortError. */
export class CaptureError extends Error {
  readonly name: 'CaptureError';
  readonly code: ErrorCode;
  /** Whether the same call, made again, may succeed. */
  readonly retryable: boolean;
  /** The option or data field that is wrong, such as "address.country". */
  readonly field?: string;
  /** HTTP status, when an answer was involved. */
  readonly status?: number;
  readonly details?: Figures;
}

export type Part = 'FRONT' | 'BACK' | 'FACE' | 'DOCUMENT';
export type Format =
  | 'jpeg' | 'png' | 'pdf' | 'webp' | 'gif' | 'bmp' | 'tiff' | 'heic' | 'avif' | 'unknown';

export interface Limits {
  /** Default 15,000,000 bytes. */
  maxBytes?: number;
  /** Default 8000 px. */
  maxSide?: number;
  /** Default 301 px: the longest side must have at least this. */
  minSide?: number;
  /** Default 268,435,456 px. */
  maxPixels?: number;
  /** PDF pages, or pictures of one document; default 30. */
  maxPages?: number;
  /** What goes up as it is; default jpeg and png, for a DOCUMENT also pdf. */
  formats?: ('jpeg' | 'png' | 'pdf')[];
}

export interface Problem {
  code: ErrorCode;
  message: string;
  /** Whether fit() mends it. */
  fixable: boolean;
  details?: Figures;
}

export type MetadataKind =
  | 'exif' | 'gps' | 'xmp' | 'iptc' | 'icc' | 'comment' | 'thumbnail' | 'trailing';

export interface Report {
  format: Format;
  /** Media type by content, "" when unknown. */
  type: string;
  /** px, as the picture is meant to be seen. */
  width: number;
  height: number;
  /** EXIF orientation, 1 to 8. */
  orientation: number;
  bytes: number;
  bitDepth: number;
  alpha: boolean;
  progressive: boolean;
  /** More than one frame, or pages of a TIFF: fit() keeps the first. */
  animated: boolean;
  /** PDF pages; 1 for a picture. */
  pages: number;
  metadata: MetadataKind[];
  /** Nothing stands between the file and an upload. */
  ok: boolean;
  /** ok, or fit() can mend everything. */
  fixable: boolean;
  problems: Problem[];
}

export interface CallOptions { signal?: AbortSignal }

export interface ValidateOptions extends CallOptions {
  /** Default FRONT. */
  part?: Part;
  limits?: Limits;
}

export interface FitProgress {
  stage: 'inspect' | 'decode' | 'encode' | 'check';
  /** 0 to 1. */
  fraction: number;
}

export interface FitOptions extends ValidateOptions {
  /** Default "strip": everything but the colour profile and the orientation goes. */
  metadata?: 'strip' | 'keep';
  /** Default "tag": a lossless path keeps the EXIF orientation; "bake" turns the pixels. */
  orientation?: 'tag' | 'bake';
  /**
   * Default "fidelity": as many px and as much quality as the limits leave. "speed" is for slow
   * networks: at most 2560 px a side and 2,000,000 bytes, in addition to the limits.
   */
  prefer?: 'fidelity' | 'speed';
  /** The lowest JPEG quality that is used, above 0 and up to 1; below it px are given up. Default 0.7. */
  quality?: number;
  onProgress?: (progress: FitProgress) => void;
}

export type FitDocumentOptions = Omit<FitOptions, 'part'>;

export interface Fitted {
  /** Its type is that of its content, whatever the input's said. */
  blob: Blob;
  /**
   * The input File's own name, with the ending that fits blob: "IMG_1.HEIC" becomes "IMG_1.jpg". Of an
   * input without a name "picture.jpg" and the like, of a PDF "document.pdf".
   */
  name: string;
  action: 'untouched' | 'stripped' | 'reencoded' | 'downscaled' | 'converted';
  /** px, as the picture is meant to be seen. */
  width: number;
  height: number;
  bytes: number;
  /** 0 to 1; absent when nothing was encoded. */
  quality?: number;
  /** How many encodes it took: 0 for untouched and stripped, normally 1 for the others. */
  encodes: number;
  ms: number;
  /** What the input was. */
  report: Report;
}

export interface LoadOptions extends CallOptions {
  /** Relative to the page. Default: capture.wasm beside capture.js. */
  wasmURL?: string | URL;
  /** Default true: everything runs in a worker of its own. */
  worker?: boolean;
}

/**
 * Fetches and starts the wasm; may be called again after a failure. When the worker dies later, the
 * calls that were pending are rejected with out_of_memory or internal, and the next call starts a
 * fresh one; sessions go on there.
 */
export function load(options?: LoadOptions): Promise<Capture>;
/** Of the JavaScript and of the wasm: load() refuses files of two builds. */
export const version: string;

export interface Capture {
  /**
   * Where the work is done. 'page' with `worker: false`, and also where no worker can be started (a
   * content security policy without worker-src 'self', a browser without module workers, files of
   * another origin): everything works, but the page may stutter while a picture is being made fit.
   */
  readonly mode: 'worker' | 'page';
  validate(file: Blob, options?: ValidateOptions): Promise<Report>;
  fit(file: Blob, options?: FitOptions): Promise<Fitted>;
  /**
   * The pages of one document, in order: pictures, or one single PDF. limits.maxBytes is the sum of
   * all: each page gets what it needs, and those that need most share the rest. A page's failure has
   * its number, from 1, in details.page.
   */
  fitDocument(files: Blob[], options?: FitDocumentOptions): Promise<Fitted[]>;
  /** init is what the account-create call answered, or a snapshot of a Session. */
  session(init: object, options?: SessionOptions): Promise<Session>;
  /** Ends the worker; everything pending, and every later call, is rejected with AbortError. */
  close(): void;
  /** Memory figures, for tests and benchmarks. */
  stats(): Promise<{ goHeapBytes: number; wasmBytes: number }>;
}

export interface SessionOptions extends CallOptions {
  /** The only origin that tokens are sent to; default: the origin of init's hrefs. */
  apiOrigin?: string;
  /** Where a proxy of that origin is mounted; hrefs are rewritten to it. */
  proxyOrigin?: string;
  /** ms for one attempt, default 60,000. */
  attemptTimeout?: number;
  /** ms for a call with all its retries, default 180,000. */
  callTimeout?: number;
}

export type Classifier = Part | 'PREPARED_DATA';

/** One thing that the workflow asks for. */
export interface Step {
  /** credentialId/CLASSIFIER: unique in the session. */
  id: string;
  credential: string;
  category: 'ID' | 'SELFIE' | 'FACEMAP' | 'DOCUMENT' | 'DATA' | string;
  part: Classifier;
  /** ISO 3166-1 alpha-3, when the account was created with one. */
  country?: string;
  /** Such as PASSPORT or ID_CARD. */
  type?: string;
  /** Accepted by the service in this session. */
  done: boolean;
}

export interface PartAnswer {
  step: Step;
  /** The service's id of the part, when it gave one. */
  part?: string;
  /** POST, or PUT when it replaced what was there. */
  method: 'POST' | 'PUT';
  attempts: number;
}

export interface UploadOptions extends CallOptions {
  onProgress?: (progress: { sent: number; total: number }) => void;
}

/** Where a part goes: a classifier when it is unique in the session, else a Step or its id. */
export type Target = Part | Step | string;

export interface Session {
  readonly steps: readonly Step[];
  addPart(part: Target, file: Blob, options?: UploadOptions): Promise<PartAnswer>;
  updatePart(part: Target, file: Blob, options?: UploadOptions): Promise<PartAnswer>;
  deletePart(part: Target, options?: CallOptions): Promise<void>;
  submitData(data: PreparedData, options?: CallOptions): Promise<PartAnswer>;
  uploadDocument(files: Blob | Blob[], options?: UploadOptions & { step?: Target }): Promise<PartAnswer>;
  deletePages(options?: CallOptions & { step?: Target }): Promise<void>;
  finalize(options?: CallOptions): Promise<void>;
  /** Everything needed to go on elsewhere, tokens included: keep it secret. */
  snapshot(): object;
  /** Returns what takes the listener off again. */
  on<K extends keyof SessionEvents>(type: K, listener: SessionEvents[K]): () => void;
  /** Frees what the module holds of the session. The service isn't told: what was uploaded stays. */
  close(): void;
}

export interface SessionEvents {
  /** A credential's token changed; snapshot() has the new one. */
  token: (event: { credential: string }) => void;
  /**
   * The service no longer takes the token. A listener may return a fresh
   * account-create (or -update) answer, or a promise of one; the call then goes on with it.
   */
  expired: () => object | void | Promise<object | void>;
  /** A call is about to be made again. */
  retry: (event: { operation: string; attempt: number; waitMs: number; code: ErrorCode }) => void;
}

/** Dates are YYYY-MM-DD. Unknown keys are refused with invalid_data. */
export interface PreparedData {
  suffix?: string; firstName?: string; middleName?: string; lastName?: string;
  sex?: 'M' | 'F'; dateOfBirth?: string; socialSecurityNumber?: string;
  /** ISO 3166-1 alpha-3. */
  nationality?: string;
  email?: string; phoneNumber?: string; phoneNumber2?: string; personalNumber?: string;
  address?: {
    line1?: string; line2?: string; line3?: string; line4?: string; line5?: string;
    postalCode?: string; city?: string; subdivision?: string; country?: string;
  };
  id?: {
    issuingDate?: string; expiryDate?: string; idNumber?: string;
    type?: 'PASSPORT' | 'ID_CARD' | 'DRIVING_LICENSE' | 'VISA'; subType?: string;
  };
  kyc?: { registrationDate?: string; registrationIpAddress?: string };
  bank?: {
    paymentMethod?: string; binNumber?: string; lastDigits?: string; accountNumber?: string;
    routingNumber?: string; amount?: number; currency?: string; transactionTime?: string;
    transactionId?: string; ipAddress?: string;
  };
  business?: {
    name?: string; city?: string; address?: string; state?: string; country?: string;
    registrationNumber?: string; searchId?: string; kybCapabilities?: string[];
  };
}
