/**
 * Credential Capture validates, fits and uploads pictures of identity documents and faces on the device
 * of the person who is verified. Sizes are bytes, sides are px, times are ms.
 *
 * @example
 * import {load} from './capture.js';
 *
 * const capture = await load();
 * const answer = await fetch('/session', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'});
 * const session = await capture.session(await answer.json());
 * const {blob} = await capture.fit(file, {part: 'FRONT'});
 * await session.addPart('FRONT', blob, {onProgress: ({sent, total}) => console.log(sent / total)});
 * await session.finalize();
 */

/** Stable code of a failure. docs/errors.md explains each. */
export type ErrorCode =
  | 'empty' | 'unsupported_format' | 'corrupt' | 'truncated' | 'file_changed' | 'too_small' | 'too_large'
  | 'too_many_pixels' | 'cannot_fit' | 'pdf_encrypted' | 'too_many_pages' | 'mixed_document'
  | 'invalid_data' | 'invalid_session' | 'bad_option' | 'aborted'
  | 'offline' | 'network' | 'timeout' | 'unauthorized' | 'expired' | 'forbidden' | 'not_found'
  | 'conflict' | 'rejected' | 'rate_limited' | 'server' | 'bad_response'
  | 'wasm_unavailable' | 'bad_asset' | 'session_failed'
  | 'codec' | 'out_of_memory' | 'internal';

/** Figures of a failure, such as `{width: 200, limit: 301}`. docs/errors.md lists them. */
export type Figures = Record<string, number | string | boolean>;

/**
 * The error of every rejected promise, except of a cancelled call, which rejects with the signal's reason: by default a
 * DOMException named AbortError, of AbortSignal.timeout() one named TimeoutError.
 *
 * @example
 * try {
 *   await session.addPart('FRONT', blob);
 * } catch (error) {
 *   if (error.code === 'offline') addEventListener('online', again, {once: true});
 *   else if (error.retryable) again();
 *   else throw error;
 * }
 */
export class CaptureError extends Error {
  readonly name: 'CaptureError';
  /** What happened. `message` is for developers and may change. */
  readonly code: ErrorCode;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** Path of the invalid option or data field, such as "address.country". */
  readonly field?: string;
  /** HTTP status, if the service has answered. */
  readonly status?: number;
  /** Figures, if there are any. */
  readonly details?: Figures;
}

/** Part of a credential that is a picture or a document. */
export type Part = 'FRONT' | 'BACK' | 'FACE' | 'DOCUMENT';

/** Format of a file, by its content. */
export type Format =
  | 'jpeg' | 'png' | 'pdf' | 'webp' | 'gif' | 'bmp' | 'tiff' | 'heic' | 'avif' | 'unknown';

/** Limits of a file. The defaults are those of the service. */
export interface Limits {
  /** Maximum size of the file, bytes. Default 15,000,000. */
  maxBytes?: number | undefined;
  /** Maximum of width and height, px. Default 8000. */
  maxSide?: number | undefined;
  /** Minimum of the longest side, px. Default 301. */
  minSide?: number | undefined;
  /** Maximum of width × height, px. Default 268,435,456. */
  maxPixels?: number | undefined;
  /** Maximum number of PDF pages, or of pictures in a document. Default 30. */
  maxPages?: number | undefined;
  /** Formats that need no conversion. Default jpeg and png, for a DOCUMENT also pdf. */
  formats?: ('jpeg' | 'png' | 'pdf')[] | undefined;
}

/** One reason why a file can't be uploaded. */
export interface Problem {
  /** The kind of problem. */
  code: ErrorCode;
  /** Text for developers. */
  message: string;
  /** Whether fit() can fix it, within a maxBytes that leaves room for a picture. */
  fixable: boolean;
  /** Figures, if there are any. */
  details?: Figures;
}

/** Data in a file besides the picture. */
export type MetadataKind =
  | 'exif' | 'gps' | 'xmp' | 'iptc' | 'icc' | 'comment' | 'thumbnail' | 'trailing';

/** Result of validate(). */
export interface Report {
  /** Format of the content. */
  format: Format;
  /** Media type of the content, "" if unknown. */
  type: string;
  /** Width after applying the orientation, px. */
  width: number;
  /** Height after applying the orientation, px. */
  height: number;
  /** EXIF orientation, 1 to 8. */
  orientation: number;
  /** Size of the file, bytes. */
  bytes: number;
  /** Bits per channel. */
  bitDepth: number;
  /** Whether there is an alpha channel. */
  alpha: boolean;
  /** Whether the JPEG is progressive, or the PNG interlaced. */
  progressive: boolean;
  /** Whether there are several frames, or pages of a TIFF. fit() keeps the first. */
  animated: boolean;
  /** Number of pages of a PDF or TIFF, 1 for another picture. */
  pages: number;
  /** Metadata in the file. */
  metadata: MetadataKind[];
  /**
   * Whether the file has faults that viewers overlook, such as a JPEG without its end or a PNG chunk with a wrong
   * checksum. They are a `corrupt` problem that fit() solves: it repairs the file and keeps its pixels.
   */
  repaired: boolean;
  /** Whether the file can be uploaded as it is. */
  ok: boolean;
  /** Whether the file is ok, or fit() can fix all problems. */
  fixable: boolean;
  /** All problems. */
  problems: Problem[];
  /** What the person should know although the file can be used. */
  advice: Advice[];
}

/** Something that the person should know. It prevents nothing. */
export interface Advice {
  /**
   * "first_page": fit() keeps the first of `details.pages` pages. "xfa": a PDF form that most viewers show as
   * one page that says "please wait". "portfolio": a PDF that only holds other files, which may not be looked at.
   */
  code: 'first_page' | 'xfa' | 'portfolio';
  /** Text for developers. */
  message: string;
  /** Figures, if there are any. */
  details?: Figures;
}

/** Options of every call. */
export interface CallOptions {
  /** Cancels the call, which rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** Options of validate() and fit(). */
export interface FileOptions extends CallOptions {
  /** What the picture is for. Default FRONT. */
  part?: Part | undefined;
  /** Limits that differ from the defaults. */
  limits?: Limits | undefined;
}

/** Options of validate(). */
export interface ValidateOptions extends FileOptions {
  /**
   * Whether a JPEG's pixels are counted, which takes about 20 ms a megapixel: viewers show what is missing in grey or
   * as noise. The problem is `truncated`, with the missing share as `missing`, or `corrupt`. A PNG's rows are always
   * counted. Default false.
   */
  pixels?: boolean | undefined;
}

/** Progress of fit() and fitDocument(). */
export interface FitProgress {
  /** The current step. */
  stage: 'inspect' | 'decode' | 'encode' | 'check';
  /** Of the whole call, 0 to 1. Never decreases. */
  fraction: number;
}

/** Progress of an upload. Each attempt starts again at 0. A service worker that answers the request hides what follows. */
export interface UploadProgress {
  /** Bytes sent. */
  sent: number;
  /** Bytes of the request. */
  total: number;
}

/** What onProgress receives: FitProgress from fit() and fitDocument(), UploadProgress from uploads. */
export type Progress = FitProgress | UploadProgress;

/** Options of fit(). */
export interface FitOptions extends FileOptions {
  /** "strip" removes all metadata except the colour profile and the orientation. Default "strip". */
  metadata?: 'strip' | 'keep' | undefined;
  /** "tag" keeps the EXIF orientation if the pixels stay the same, "bake" rotates the pixels. Default "tag". */
  orientation?: 'tag' | 'bake' | undefined;
  /**
   * What to make of a picture that has to be encoded, within the limits. "balanced": the most eighths of its size that
   * have at most 16,777,216 px, such as 4032 × 3024 of 48 MP. "fidelity": as many px and as much quality as the limits
   * allow. "speed", for slow networks: at most 2560 px a side and 2,000,000 bytes; a picture that has more is encoded.
   * Default "balanced".
   */
  prefer?: 'balanced' | 'fidelity' | 'speed' | undefined;
  /** Minimum JPEG quality, above 0 and up to 1. The picture is scaled down instead of going below. Default 0.7. */
  quality?: number | undefined;
  /** Receives the progress. */
  onProgress?: ((progress: FitProgress) => void) | undefined;
}

/** Options of fitDocument(). */
export type FitDocumentOptions = Omit<FitOptions, 'part'>;

/** Result of fit(). */
export interface Fitted {
  /** The file to upload. Its type is that of its content, whatever the type of the input. */
  blob: Blob;
  /**
   * Name of the input File with the extension of blob: "IMG_1.HEIC" becomes "IMG_1.jpg". "picture.jpg" or
   * "document.pdf" if the input has no name. A page of several in a TIFF is counted: "scan-2.jpg".
   */
  name: string;
  /** What was done to the file. "untouched" and "stripped" keep its pixels. */
  action: 'untouched' | 'stripped' | 'reencoded' | 'downscaled' | 'converted';
  /** Width after applying the orientation, px. */
  width: number;
  /** Height after applying the orientation, px. */
  height: number;
  /** Size of blob, bytes. */
  bytes: number;
  /** JPEG quality, 0 to 1. Absent if nothing was encoded. */
  quality?: number;
  /** Number of encodes: 0 for "untouched" and "stripped", else usually 1, at most 6. */
  encodes: number;
  /** Duration, ms. */
  ms: number;
  /** Report of the input. */
  report: Report;
}

/** What analyze() looks at. A VideoFrame or an ImageBitmap is taken over and closed, whatever becomes of the call. */
export type FrameSource =
  | VideoFrame | ImageBitmap | HTMLVideoElement | HTMLCanvasElement | OffscreenCanvas | ImageData | Blob;

/** A problem of a frame, or 'ok'. */
export type GuidanceCode =
  | 'ok' | 'no_document' | 'cut_off' | 'too_far' | 'too_close' | 'wrong_shape' | 'tilted' | 'off_centre'
  | 'too_dark' | 'too_bright' | 'glare' | 'low_contrast' | 'blurred' | 'moving' | 'black_white'
  | 'no_face' | 'multiple_faces' | 'face_too_dark' | 'face_back_lit' | 'face_too_far' | 'face_too_close'
  | 'face_cut_off' | 'face_off_centre';

/** Thresholds of the guidance, each above 0. Their scales are those of GuidanceMetrics. */
export interface GuidanceLimits {
  /** Of brightness. Default 85. */
  minBrightness?: number | undefined;
  /** Of clipped. Default 0.33. */
  maxBrightness?: number | undefined;
  /** Default 0.008. */
  maxGlare?: number | undefined;
  /** Default 30. */
  minContrast?: number | undefined;
  /** Default 5. */
  minColour?: number | undefined;
  /** px. Default 2.7. */
  maxEdgeWidth?: number | undefined;
  /** Default 6. */
  maxMotion?: number | undefined;
  /** Square root of the document's area by that of the aiming frame. Default 0.45. */
  minFill?: number | undefined;
  /** The same. Default 1.1. */
  maxFill?: number | undefined;
  /** Deviation from the document's aspect ratio, as a share. Default 0.28. */
  maxRatioError?: number | undefined;
  /** Default 0.25. */
  maxTilt?: number | undefined;
  /** Distance of the document's centre from the frame's, as a share of the frame's sides. Default 0.2. */
  maxOffset?: number | undefined;
  /** Movement of a corner between two frames, as a share of the document's size. Default 0.04. */
  maxMovement?: number | undefined;
  /** ms that a problem must last before it becomes the code. Default 350. */
  debounceMs?: number | undefined;
  /** Of faceFill. Default 0.28. */
  minFaceFill?: number | undefined;
  /** Of faceFill. Default 0.75. */
  maxFaceFill?: number | undefined;
  /** Default 0.2. */
  maxFaceOffset?: number | undefined;
  /** Default 60. */
  minFaceBrightness?: number | undefined;
  /** Levels. Default 90. */
  maxBacklight?: number | undefined;
  /** px of edgeWidth in a face. Default 3.4. */
  maxFaceEdgeWidth?: number | undefined;

  /** @deprecated minBrightness */
  dark?: number | undefined;
  /** @deprecated maxBrightness */
  bright?: number | undefined;
  /** @deprecated maxGlare */
  glare?: number | undefined;
  /** @deprecated minContrast */
  contrast?: number | undefined;
  /** @deprecated minColour */
  colour?: number | undefined;
  /** @deprecated maxEdgeWidth */
  edgeWidth?: number | undefined;
  /** @deprecated maxMotion */
  motion?: number | undefined;
  /** @deprecated minFill */
  far?: number | undefined;
  /** @deprecated maxFill */
  close?: number | undefined;
  /** @deprecated maxRatioError */
  shape?: number | undefined;
  /** @deprecated maxTilt */
  tilt?: number | undefined;
  /** @deprecated maxOffset */
  centre?: number | undefined;
  /** @deprecated maxMovement */
  still?: number | undefined;
  /** @deprecated debounceMs */
  hold?: number | undefined;
  /** @deprecated minFaceFill */
  faceFar?: number | undefined;
  /** @deprecated maxFaceFill */
  faceClose?: number | undefined;
  /** @deprecated maxFaceOffset */
  faceCentre?: number | undefined;
  /** @deprecated minFaceBrightness */
  faceDark?: number | undefined;
  /** @deprecated maxBacklight */
  faceAgainst?: number | undefined;
  /** @deprecated maxFaceEdgeWidth */
  faceEdgeWidth?: number | undefined;
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

/** Options of analyze(). */
export interface AnalyzeOptions extends CallOptions {
  /** Default FRONT. For FACE, face.bin (45 kB) is loaded once, from beside the wasm. */
  part?: Part | undefined;
  /** Type of the document, if it is known: PASSPORT, ID_CARD, … */
  type?: string | undefined;
  /** Frames of one stream are judged together. Default: the part's name. */
  stream?: string | undefined;
  /** Whether the stream starts anew. Default false. */
  reset?: boolean | undefined;
  /** Thresholds that differ from the defaults. */
  limits?: GuidanceLimits | undefined;
  /**
   * Only the middle of the frame is judged: what `object-fit: cover` shows in a box of this width / height. Shares
   * in the answer are then of that box. It doesn't hold for a Blob that is decoded without the browser's canvas.
   */
  aspect?: number | undefined;
}

/** Result of readMRZ(). Places are shares of the picture's width and height. */
export interface MRZReading {
  /**
   * "read": all check digits match, and the print is clear. "unreadable": there is a zone, but it can't be read.
   * "none": no zone was found.
   */
  outcome: 'read' | 'unreadable' | 'none';
  /** Of an unreadable zone: "small" characters, "blurred", failing "checks", or "ambiguous" ones that another reading passes too. */
  reason?: 'small' | 'blurred' | 'checks' | 'ambiguous';
  /** ICAO Doc 9303: cards TD1, TD2, passports TD3, visas MRVA, MRVB; FRID: France's card of 1988 to 2021. */
  format?: 'TD1' | 'TD2' | 'TD3' | 'MRVA' | 'MRVB' | 'FRID';
  /** The zone's lines, as printed. */
  lines?: string[];
  /** Height of a capital letter in the picture that was read, whose longest side is at most 1600 px. */
  charHeight?: number;
  /** The zone's corners in reading direction, from its top left. */
  quad?: { x: number; y: number }[];
  /** What the zone fills of PreparedData, by dotted path, such as "id.idNumber". docs/mrz.md has the rules. */
  values: Record<string, MRZValue>;
  /** Duration, ms. */
  ms: number;
}

/** A value for a field of PreparedData. */
export interface MRZValue {
  value: string;
  /** Values that are equally plausible, such as birth dates a century apart: let the person choose. */
  choices?: string[];
  /** No check digit protects the value: let the person confirm it. */
  confirm: boolean;
}

/** Result of analyze(). */
export interface Guidance {
  /** The most important of the hints, once it has lasted `debounceMs`. 'wait': no frame has been analysed yet. */
  code: GuidanceCode | 'wait';
  /** 'problem': the service is likely to refuse the picture. 'advice': it could be better. */
  severity: 'fine' | 'advice' | 'problem';
  /** All problems of this frame, most important first. */
  hints: GuidanceCode[];
  /** The document's corners, clockwise from the top left, as shares of the frame's width and height. */
  quad?: { x: number; y: number }[];
  /** The first face, as shares of the frame's width and height. */
  face?: { x: number; y: number; width: number; height: number };
  /** Empty until a frame has been analysed, while code is 'wait'. */
  metrics: GuidanceMetrics & Record<string, number>;
  /**
   * Nothing is wrong with three frames in a row, nothing moves, and the outline is certain and well lit: a picture may be
   * taken.
   */
  ready: boolean;
  /** The frame was dropped, because another one was being analysed. The rest is the previous answer. */
  dropped?: boolean;
}

/** Options of load(). */
export interface LoadOptions extends CallOptions {
  /**
   * URL of a copy of the package, relative to the page: its worker, wasm and data are loaded from there. Default: where the
   * bundler has put them, else beside capture.js.
   */
  assetsURL?: string | URL | undefined;
  /** URL of capture.wasm, relative to the page, with fallback.wasm, face.bin and mrz.bin beside it. Default: as assetsURL says. */
  wasmURL?: string | URL | undefined;
  /** Whether the wasm runs in a worker. Default true. */
  worker?: boolean | undefined;
  /**
   * Time without a call after which the program ends and frees its memory, ms. The next call starts it again
   * without the network, and sessions continue. Infinity for never. Default 60,000.
   */
  idle?: number | undefined;
}

/**
 * Loads and starts the wasm. It can be called again after a failure. If the program crashes later, pending
 * calls reject with out_of_memory or internal, and the next call starts it again; sessions continue.
 *
 * Rejects with `wasm_unavailable` where the browser or the page's policy forbids WebAssembly, with `network` if a file can't
 * be loaded, with `bad_asset` if it is another: HTML, missing, of another version, and with `bad_option`.
 *
 * @example
 * const capture = await load({wasmURL: 'https://cdn.example/capture.wasm', signal: AbortSignal.timeout(20_000)});
 */
export function load(options?: LoadOptions): Promise<Capture>;

/** Version of the module. load() rejects a wasm of another version. */
export const version: string;

/** The loaded module. */
export interface Capture {
  /**
   * Where the wasm runs. "page" with `worker: false`, or if a worker can't be started: a content security
   * policy without worker-src 'self', a browser without module workers or OffscreenCanvas, files of another origin. The page may
   * then stutter while a picture is fitted.
   */
  readonly mode: 'worker' | 'page';
  /**
   * Checks a file without decoding it. It resolves with the problems and rejects only if the file can't be read:
   * `file_changed` if it was changed, moved or deleted since, `bad_option`.
   *
   * @example
   * const {ok, problems} = await capture.validate(file, {part: 'FACE'});
   */
  validate(file: Blob, options?: ValidateOptions): Promise<Report>;
  /**
   * Makes a picture meet the limits with the least loss and removes its metadata.
   *
   * Rejects with the code of the first problem that can't be fixed, such as `too_small` or `truncated`, and with
   * `unsupported_format`, `cannot_fit`, `codec`, `out_of_memory` or `bad_option`.
   *
   * @example
   * const {blob, action} = await capture.fit(file, {part: 'FRONT', onProgress: ({fraction}) => show(fraction)});
   */
  fit(file: Blob, options?: FitOptions): Promise<Fitted>;
  /**
   * Fits the pages of one document, in order: pictures, or one PDF. files is an array, a FileList or another iterable.
   * Each page of a TIFF becomes a page.
   * limits.maxBytes applies to their sum: each page gets what it needs, and the largest share the rest. Rejects
   * as fit(), with the file, from 1, in details.page, and with `too_many_pages` or `mixed_document`.
   *
   * @example
   * const pages = await capture.fitDocument([first, second]);
   * await session.uploadDocument(pages.map(({blob}) => blob));
   */
  fitDocument(files: Iterable<Blob>, options?: FitDocumentOptions): Promise<Fitted[]>;
  /**
   * Finds what is wrong with a camera frame. Frames of a stream (video, canvas, VideoFrame, ImageBitmap) are
   * never queued: while one is analyzed, and for a moment afterwards on a slow device, a call resolves at once
   * with the last guidance, marked `dropped`. A Blob or ImageData is a single picture: it is queued and judged
   * independently of others.
   *
   * A Blob is decoded in Go where a canvas adds noise against fingerprinting; other frames reject with `codec` there.
   * Rejects with `bad_option`, with `codec` if the frame can't be read, and with `network` or `bad_asset` as load() does.
   *
   * @example
   * const {code, ready} = await capture.analyze(video, {part: 'FRONT', type: 'PASSPORT'});
   */
  analyze(frame: FrameSource, options?: AnalyzeOptions): Promise<Guidance>;
  /**
   * Reads the machine-readable zone of a passport, a card or a visa. Nothing leaves the device. A VideoFrame or an
   * ImageBitmap is taken over and closed. mrz.bin is loaded once, from beside the wasm.
   *
   * Rejects with `bad_option`, with `codec` if the picture can't be decoded, and with `network` or `bad_asset` as load() does.
   *
   * @example
   * const {outcome, values} = await capture.readMRZ(file);
   * if (outcome === 'read') form.elements.lastName.value = values.lastName?.value ?? '';
   */
  readMRZ(picture: FrameSource, options?: CallOptions): Promise<MRZReading>;
  /**
   * Opens a session. init is the answer of the account-create or account-update call, or a snapshot.
   *
   * Rejects with `invalid_session` and the path of the invalid value in `field`, with `forbidden` for an href of
   * another origin, and with `bad_option`.
   */
  session(init: object, options?: SessionOptions): Promise<Session>;
  /** Ends the program. All pending and later calls reject with an AbortError. */
  close(): void;
  /** Returns memory figures, for tests and benchmarks. */
  stats(): Promise<Stats>;
}

/** Result of stats(). */
export interface Stats {
  /** Heap of the Go program in use, bytes. */
  goHeapBytes: number;
  /** Memory of the wasm, bytes. */
  wasmBytes: number;
  /** JavaScript functions that Go holds. */
  callbacks: number;
}

/** Options of session(). */
export interface SessionOptions extends CallOptions {
  /** The only origin that receives tokens. Default: the origin of init's hrefs. */
  apiOrigin?: string | undefined;
  /** Origin of a proxy to apiOrigin. Hrefs are rewritten to it. Default: none. */
  proxyOrigin?: string | undefined;
  /** Timeout of one attempt, ms, plus one second per 50 kB. Default 60,000. */
  attemptTimeout?: number | undefined;
  /**
   * Timeout of a call with all its attempts and the waits between them, ms, plus one second per 50 kB. A wait that would
   * end later isn't begun: the call then rejects with the code of its last attempt, else with `timeout`. The time until a
   * call on the same credential has ended doesn't count. Default 180,000.
   */
  callTimeout?: number | undefined;
}

/** Part of a credential. */
export type Classifier = Part | 'PREPARED_DATA';

/** One thing that the workflow requires. */
export interface Step {
  /** credentialId/CLASSIFIER, unique in the session. */
  id: string;
  /** Id of the credential. */
  credential: string;
  /** Category of the credential. */
  category: 'ID' | 'SELFIE' | 'FACEMAP' | 'DOCUMENT' | 'DATA' | string;
  /** The part. */
  part: Classifier;
  /** ISO 3166-1 alpha-3, if the account was created with exactly one. */
  country?: string;
  /** Such as PASSPORT or ID_CARD, if the account was created with exactly one. */
  type?: string;
  /** Whether the service has accepted it in this session. */
  done: boolean;
  /** Limits of its files. Those of a DOCUMENT hold for all its pages together. Absent for PREPARED_DATA. */
  limits?: Limits;
}

/** Result of an upload. */
export interface PartAnswer {
  /** The step after the upload. */
  step: Step;
  /** The service's id of the part, if it sent one. */
  part?: string;
  /** PUT if the upload replaced an existing part. */
  method: 'POST' | 'PUT';
  /** Number of requests. */
  attempts: number;
}

/** Options of an upload. */
export interface UploadOptions extends CallOptions {
  /** Receives the progress. */
  onProgress?: ((progress: UploadProgress) => void) | undefined;
}

/** Options of submitData(). */
export interface DataOptions extends CallOptions {
  /**
   * What values must be. By default what PreparedData says, which is stricter than the API reference. "reference": any
   * text, as there. "screening": the default, and phone numbers as in E.164, which watch-list screening needs.
   */
  rules?: 'reference' | 'screening' | undefined;
}

/** Selects a step: a classifier if only one credential requires it, else a Step or its id. */
export type Target = Part | Step | string;

/**
 * One workflow execution. Calls on one credential run one after the other, calls on different ones in parallel.
 *
 * All calls reject with the codes of the network and the service in docs/errors.md, after their retries.
 *
 * @example
 * for (const step of session.steps) {
 *   if (step.part === 'PREPARED_DATA') await session.submitData({firstName: 'Jane'});
 *   else if (step.part === 'DOCUMENT') await session.uploadDocument(pages, {step});
 *   else await session.addPart(step, pictures[step.part]);
 * }
 * await session.finalize();
 */
export interface Session {
  /** What the workflow requires, in order. */
  readonly steps: readonly Step[];
  /** Uploads a picture for FRONT, BACK or FACE. It replaces an existing one. */
  addPart(part: Target, file: Blob, options?: UploadOptions): Promise<PartAnswer>;
  /** Replaces an uploaded picture. The service names no minimum size here; one of 300 px or less is hardly read. */
  updatePart(part: Target, file: Blob, options?: UploadOptions): Promise<PartAnswer>;
  /** Deletes an uploaded picture. */
  deletePart(part: Target, options?: CallOptions): Promise<void>;
  /** Validates and submits data. Rejects with `invalid_data` and the path of the first invalid field in `field`. */
  submitData(data: PreparedData, options?: DataOptions): Promise<PartAnswer>;
  /**
   * Uploads the pages of a document as pictures, or one PDF. They are appended to pages that were uploaded before.
   * Rejects with `conflict` and `details.uncertain` if it is unknown whether earlier pages have arrived: call
   * deletePages() then, and upload all pages again.
   */
  uploadDocument(files: Blob | Iterable<Blob>, options?: UploadOptions & { step?: Target | undefined }): Promise<PartAnswer>;
  /** Deletes all pages of a document. */
  deletePages(options?: CallOptions & { step?: Target | undefined }): Promise<void>;
  /** Starts the verification after all other calls. Nothing can be changed afterwards. */
  finalize(options?: CallOptions): Promise<void>;
  /** Returns what session() needs to continue elsewhere. It contains the tokens: keep it secret. */
  snapshot(): object;
  /** Adds a listener. Returns a function that removes it. */
  on<K extends keyof SessionEvents>(type: K, listener: SessionEvents[K]): () => void;
  /** Frees the session. The service keeps what was uploaded. */
  close(): void;
}

/** Listeners of a session. */
export interface SessionEvents {
  /** The token of a credential has changed. snapshot() contains it. */
  token: (event: { credential: string }) => void;
  /**
   * The service rejects the token. The listener may return the answer of a fresh account-create or -update call,
   * or a promise of it; the call then continues.
   *
   * @example
   * session.on('expired', async () => (await fetch('/session', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'})).json());
   */
  expired: () => object | void | Promise<object | void>;
  /** A call will be repeated after waitMs. attempt is the one that failed, from 1. step is the id of its step, "" for finalize(). */
  retry: (event: { operation: string; step: string; attempt: number; waitMs: number; code: ErrorCode }) => void;
}

/** Data that the integrator knows. Dates are YYYY-MM-DD. Unknown names reject with `invalid_data`. */
export interface PreparedData {
  /** Name suffix, up to 100 characters. */
  suffix?: string | undefined;
  /** Up to 100 characters. */
  firstName?: string | undefined;
  /** Up to 100 characters. */
  middleName?: string | undefined;
  /** Up to 100 characters. */
  lastName?: string | undefined;
  /** As in the document. */
  sex?: 'M' | 'F' | undefined;
  /** YYYY-MM-DD. */
  dateOfBirth?: string | undefined;
  /** Up to 100 characters. */
  socialSecurityNumber?: string | undefined;
  /** ISO 3166-1 alpha-3. */
  nationality?: string | undefined;
  /** Up to 254 bytes. */
  email?: string | undefined;
  /** With at least one digit, up to 64 characters. It is sent without spaces and punctuation: "+43 660 1234567" as +436601234567. */
  phoneNumber?: string | undefined;
  /** As phoneNumber. */
  phoneNumber2?: string | undefined;
  /** Up to 100 characters. */
  personalNumber?: string | undefined;
  /** Address of the person. */
  address?: {
    /** Street and number, up to 255 characters. */
    line1?: string | undefined;
    /** Up to 255 characters. */
    line2?: string | undefined;
    /** Up to 255 characters. */
    line3?: string | undefined;
    /** Up to 255 characters. */
    line4?: string | undefined;
    /** Up to 255 characters. */
    line5?: string | undefined;
    /** Up to 100 characters. */
    postalCode?: string | undefined;
    /** Up to 100 characters. */
    city?: string | undefined;
    /** State or province, up to 100 characters. */
    subdivision?: string | undefined;
    /** ISO 3166-1 alpha-2 or alpha-3. */
    country?: string | undefined;
  } | undefined;
  /** Identity document. */
  id?: {
    /** YYYY-MM-DD. */
    issuingDate?: string | undefined;
    /** YYYY-MM-DD. */
    expiryDate?: string | undefined;
    /** Number of the document, up to 100 characters. */
    idNumber?: string | undefined;
    /** Type of the document. */
    type?: 'PASSPORT' | 'ID_CARD' | 'DRIVING_LICENSE' | 'VISA' | undefined;
    /** Such as TAX_ID, up to 64 characters. */
    subType?: string | undefined;
  } | undefined;
  /** Registration with the integrator. */
  kyc?: {
    /** YYYY-MM-DD, or unpadded: 2021-9-17. */
    registrationDate?: string | undefined;
    /** IPv4 or IPv6. */
    registrationIpAddress?: string | undefined;
  } | undefined;
  /** Account or transaction. */
  bank?: {
    /** Up to 64 characters. */
    paymentMethod?: string | undefined;
    /** 6 to 8 digits. */
    binNumber?: string | undefined;
    /** 1 to 8 digits. */
    lastDigits?: string | undefined;
    /** Up to 100 characters. */
    accountNumber?: string | undefined;
    /** Up to 100 characters. */
    routingNumber?: string | undefined;
    /** 0 to 1e15, in currency. */
    amount?: number | undefined;
    /** ISO 4217. */
    currency?: string | undefined;
    /** RFC 3339, such as 2021-09-17T10:00:00Z. */
    transactionTime?: string | undefined;
    /** Up to 100 characters. */
    transactionId?: string | undefined;
    /** IPv4 or IPv6. */
    ipAddress?: string | undefined;
  } | undefined;
  /** Company. */
  business?: {
    /** Up to 255 characters. */
    name?: string | undefined;
    /** Up to 255 characters. */
    address?: string | undefined;
    /** Up to 100 characters. */
    city?: string | undefined;
    /** Up to 100 characters. */
    state?: string | undefined;
    /** Up to 100 characters. */
    country?: string | undefined;
    /** Up to 100 characters. */
    registrationNumber?: string | undefined;
    /** Up to 100 characters. */
    searchId?: string | undefined;
    /** Such as ADVERSE_MEDIA, up to 32. */
    kybCapabilities?: string[] | undefined;
  } | undefined;
}
