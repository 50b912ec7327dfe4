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

/** What analyze() looks at. A VideoFrame or an ImageBitmap is taken over and closed, whatever becomes of the call. */
export type FrameSource =
  | VideoFrame | ImageBitmap | HTMLVideoElement | HTMLCanvasElement | OffscreenCanvas | ImageData | Blob;

/** What a person is told; the most important of the hints, once it has lasted. */
export type GuidanceCode =
  | 'ok' | 'no_document' | 'cut_off' | 'too_far' | 'too_close' | 'wrong_shape' | 'tilted' | 'off_centre'
  | 'too_dark' | 'too_bright' | 'glare' | 'low_contrast' | 'blurred' | 'moving' | 'black_white'
  | 'no_face' | 'multiple_faces' | 'face_too_dark' | 'face_back_lit' | 'face_too_far' | 'face_too_close'
  | 'face_cut_off' | 'face_off_centre';

/** Thresholds of the guidance, each above 0. Their scales are those of GuidanceMetrics. */
export interface GuidanceLimits {
  /** Of brightness. Default 85. */
  minBrightness?: number;
  /** Of clipped. Default 0.33. */
  maxBrightness?: number;
  /** Default 0.008. */
  maxGlare?: number;
  /** Default 30. */
  minContrast?: number;
  /** Default 5. */
  minColour?: number;
  /** px. Default 2.7. */
  maxEdgeWidth?: number;
  /** Default 6. */
  maxMotion?: number;
  /** Square root of the document's area by that of the aiming frame. Default 0.45. */
  minFill?: number;
  /** The same. Default 1.1. */
  maxFill?: number;
  /** Deviation from the document's aspect ratio, as a share. Default 0.28. */
  maxRatioError?: number;
  /** Default 0.25. */
  maxTilt?: number;
  /** Distance of the document's centre from the frame's, as a share of the frame's sides. Default 0.2. */
  maxOffset?: number;
  /** Movement of a corner between two frames, as a share of the document's size. Default 0.04. */
  maxMovement?: number;
  /** ms that a problem must last before it becomes the code. Default 350. */
  debounceMs?: number;
  /** Of faceFill. Default 0.28. */
  minFaceFill?: number;
  /** Of faceFill. Default 0.75. */
  maxFaceFill?: number;
  /** Default 0.2. */
  maxFaceOffset?: number;
  /** Default 60. */
  minFaceBrightness?: number;
  /** Levels. Default 90. */
  maxBacklight?: number;
  /** px of edgeWidth in a face. Default 3.15. */
  maxFaceEdgeWidth?: number;

  /** @deprecated minBrightness */
  dark?: number;
  /** @deprecated maxBrightness */
  bright?: number;
  /** @deprecated maxGlare */
  glare?: number;
  /** @deprecated minContrast */
  contrast?: number;
  /** @deprecated minColour */
  colour?: number;
  /** @deprecated maxEdgeWidth */
  edgeWidth?: number;
  /** @deprecated maxMotion */
  motion?: number;
  /** @deprecated minFill */
  far?: number;
  /** @deprecated maxFill */
  close?: number;
  /** @deprecated maxRatioError */
  shape?: number;
  /** @deprecated maxTilt */
  tilt?: number;
  /** @deprecated maxOffset */
  centre?: number;
  /** @deprecated maxMovement */
  still?: number;
  /** @deprecated debounceMs */
  hold?: number;
  /** @deprecated minFaceFill */
  faceFar?: number;
  /** @deprecated maxFaceFill */
  faceClose?: number;
  /** @deprecated maxFaceOffset */
  faceCentre?: number;
  /** @deprecated minFaceBrightness */
  faceDark?: number;
  /** @deprecated maxBacklight */
  faceAgainst?: number;
  /** @deprecated maxFaceEdgeWidth */
  faceEdgeWidth?: number;
}

/** The measures behind a Guidance. Those of quality are of the document, or of the whole frame without one. */
export interface GuidanceMetrics {
  /** px of the frame that was analysed, which may be a reduced one. */
  width: number;
  height: number;
  /** Duration of the analysis in ms. */
  ms: number;
  /** Level, 0 to 255, of the 97th percentile. */
  brightness: number;
  /** Share, 0 to 1, of overexposed px. */
  clipped: number;
  /** Share, 0 to 1, of the document that reflects a lamp. */
  glare: number;
  /** Levels from the 5th to the 95th percentile. */
  contrast: number;
  /** Mean difference, in levels, of the strongest and the weakest of red, green and blue. */
  colour: number;
  /** Width of an edge in px: 2 sharp, 2.7 visibly soft, 4 the maximum, 0 unknown. */
  edgeWidth: number;
  /** Mean change, in levels, since the previous frame of the stream. */
  motion: number;
  /** Of the document's outline, 0 to 1. */
  confidence?: number;
  /** How much longer a side of the document is than the opposite one, as a share. */
  tilt?: number;
  /** Aspect ratio of the document's outline, at least 1. */
  ratio?: number;
  /** Number of faces. */
  faces?: number;
  /** The face's side by the frame's shorter side. */
  faceFill?: number;
  /** Distance of the face's centre from the frame's, as a share of the frame's sides. */
  faceOffset?: number;
  /** Level, 0 to 255, of the 90th percentile of the face. */
  faceBrightness?: number;
  /** Levels by which the background exceeds the face. */
  backlight?: number;
  /** @deprecated brightness */
  dark: number;
  /** @deprecated clipped */
  bright: number;
  /** @deprecated faceFill */
  faceShare?: number;
  /** @deprecated faceOffset */
  faceCentre?: number;
  /** @deprecated faceBrightness */
  faceDark?: number;
  /** @deprecated backlight */
  faceAgainst?: number;
}

export interface AnalyzeOptions extends CallOptions {
  /** Default FRONT. For FACE, face.bin (45 kB) is loaded once, from beside the wasm. */
  part?: Part;
  /** Of the document, when it is known: PASSPORT, ID_CARD, … */
  type?: string;
  /** Frames of one stream are judged together. Default: the part's name. */
  stream?: string;
  /** Whether what was known of the stream is forgotten first. */
  reset?: boolean;
  limits?: GuidanceLimits;
}

export interface Guidance {
  /** 'wait': nothing has been looked at yet. */
  code: GuidanceCode | 'wait';
  /** 'problem': the service is likely to refuse the picture. 'advice': it could be better. */
  severity: 'fine' | 'advice' | 'problem';
  /** All that is wrong with this very frame, what matters most first. */
  hints: GuidanceCode[];
  /** The document's corners, clockwise from the top left, as shares of the frame's width and height. */
  quad?: { x: number; y: number }[];
  /** The first face, as shares of the frame's width and height. */
  face?: { x: number; y: number; width: number; height: number };
  /** Empty until a frame has been analysed, while code is 'wait'. */
  metrics: GuidanceMetrics & Record<string, number>;
  /** Nothing is wrong with two frames in a row, and nothing moves: a picture may be taken. */
  ready: boolean;
  /** The frame was not looked at, because another one was; the rest is what was said last. */
  dropped?: boolean;
}

export interface LoadOptions extends CallOptions {
  /** Relative to the page. Default: capture.wasm beside capture.js. */
  wasmURL?: string | URL;
  /** Default true: everything runs in a worker of its own. */
  worker?: boolean;
  /**
   * ms without a call after which the program and its memory are given back; default 60,000, Infinity for
   * never. The next call starts it again, without the network, and sessions go on there.
   */
  idle?: number;
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
  /**
   * Says what is wrong with a frame of a camera, one thing at a time. Frames of a stream (video, canvas,
   * VideoFrame, ImageBitmap) are never queued: while one is looked at, and for a moment after it on a slow
   * device, a call resolves at once with what was said last, marked `dropped`. A Blob or ImageData is a
   * picture of its own: it waits its turn, and is judged without regard to others.
   */
  analyze(frame: FrameSource, options?: AnalyzeOptions): Promise<Guidance>;
  /** init is what the account-create call answered, or a snapshot of a Session. */
  session(init: object, options?: SessionOptions): Promise<Session>;
  /** Ends the worker; everything pending, and every later call, is rejected with AbortError. */
  close(): void;
  /** Memory figures, for tests and benchmarks. */
  stats(): Promise<{ goHeapBytes: number; wasmBytes: number; callbacks: number }>;
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
