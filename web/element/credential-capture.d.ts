/**
 * <credential-capture>: the whole capture flow as one element. Sizes are bytes, sides are px.
 * The manual is docs/embedding.md.
 */
import type english from '../locales/en.js';
import type form from '../locales/form/en.js';
import type {CaptureError, ErrorCode, Fitted, MRZReading, Step} from '../capture.js';

/** Key of a text of the interface: those of locales/en.js, and of rare fields of the form. */
export type MessageKey = keyof typeof english | keyof typeof form;

/** Name of a screen. */
export type ScreenName =
  | 'start' | 'busy' | 'choice' | 'instruction' | 'camera' | 'checking' | 'review' | 'document' | 'data' | 'overview' | 'problem' | 'done'
  | 'handover' | 'handover-follow' | 'handover-expired' | 'handover-arrive' | 'handover-end';

/** Code of a problem: of the module, of the camera or of another device. docs/errors.md explains each. */
export type ProblemCode =
  | ErrorCode
  | 'camera_insecure' | 'camera_unsupported' | 'camera_policy' | 'camera_inapp' | 'camera_denied' | 'camera_none' | 'camera_busy'
  | 'camera_timeout' | 'camera_lost'
  | 'handover_expired' | 'handover_used';

/** Members of the class besides the properties of its attributes. */
export interface CredentialCaptureMethods {
  /**
   * The answer of `/session`, or a function that returns it or a promise of it. A function is called again when the
   * session expires.
   */
  session: object | (() => object | Promise<object>) | undefined;
  /** Replaces single texts of the interface. */
  messages: {[K in MessageKey]?: string | undefined};
  /** Starts the flow, or continues it after a reload, as the first button does. A flow under way continues. */
  start(): Promise<void>;
  /** Stops everything, returns to the first screen and fires `cancel`. */
  cancel(): void;
  /** Does the same as cancel() without the event. */
  reset(): void;
}

/** The class. Importing it defines nothing and touches no DOM; define.js defines it. */
export class CredentialCapture extends HTMLElement implements CredentialCaptureMethods {
  session: CredentialCaptureMethods['session'];
  messages: CredentialCaptureMethods['messages'];
  start(): Promise<void>;
  cancel(): void;
  reset(): void;

  /** Default "/session". */
  get sessionURL(): string;
  set sessionURL(value: string | URL);
  /** The only origin that tokens and pictures are sent to; "" for that of the session. */
  apiOrigin: string;
  /** A copy of the package on a static host, for bundlers that leave its files alone. Default: beside the code. */
  get assetsURL(): string;
  set assetsURL(value: string | URL);
  /** capture.wasm, with fallback.wasm, face.bin and mrz.bin beside it. Default: as assetsURL says. */
  get wasmURL(): string;
  set wasmURL(value: string | URL);
  /** BCP 47; default: the nearest `lang`, else "en". */
  get locale(): string;
  set locale(value: string);
  theme: 'auto' | 'light' | 'dark';
  camera: 'auto' | 'user' | 'environment' | 'off';
  /** `auto`: the camera fills the window on touch screens and in small windows. */
  cameraView: 'auto' | 'inline';
  /** `strict`: a picture that the service is likely to refuse can't be used. */
  guidance: 'advise' | 'strict' | 'off';
  autoCapture: 'on' | 'off';
  /** `on`: a picture that was captured automatically, and has no hint, is used after 2 s. */
  autoAccept: 'on' | 'off';
  /** `balanced`: a picture that has to be encoded gets at most 16.8 million px. */
  prefer: 'balanced' | 'fidelity' | 'speed';
  /** `on`: the machine-readable zone of a document is read on the device, and fills empty fields of the form. */
  mrz: 'on' | 'off';
  /** px, 301 to 99999; 0 when the service's own limit holds. */
  maxEdge: number;
  /** Default: all of the session. The attribute separates them by commas. */
  steps: string[];
  /** Paths in PreparedData, such as `address.city`: any of them (docs/prepared-data.md). */
  fields: string[];
  /** Fields that may not be empty; they are marked. */
  requiredFields: string[];
  journal: 'on' | 'off';
  /** `on`: the system's Back leads one screen back, by entries of the session history. */
  history: 'on' | 'off';
  /** Whether another device is offered; only with handoverURL. */
  handover: 'auto' | 'always' | 'off';
  /** "" if no other device can continue. */
  get handoverURL(): string;
  set handoverURL(value: string | URL);
  /** The page that a link leads to; "" for this one. */
  handoverPage: string;

  addEventListener<K extends keyof CredentialCaptureEvents>(
    type: K,
    listener: (this: CredentialCapture, event: CredentialCaptureEvents[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: CredentialCapture, event: HTMLElementEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof CredentialCaptureEvents>(
    type: K,
    listener: (this: CredentialCapture, event: CredentialCaptureEvents[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: CredentialCapture, event: HTMLElementEventMap[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

/** The events; all bubble and cross shadow roots. */
export interface CredentialCaptureEvents {
  /** The session is known; `steps` are what it requires, in order. */
  ready: Event & {steps: readonly Step[]};
  /** Another screen. */
  step: Event & {screen: ScreenName; step?: Step | undefined};
  /** A picture passed the checks. */
  captured: Event & {step: Step; blob: Blob; action: Fitted['action']};
  /** Of an upload, in bytes. */
  progress: Event & {step: Step; sent: number; total: number};
  /** The service has taken one. */
  part: Event & {step: Step; blobs: Blob[]};
  /** The machine-readable zone of a picture was read or not; `fields` are the paths that it fills, sorted, without their values. */
  read: Event & {step: Step; outcome: MRZReading['outcome']; fields: string[]};
  /** A problem was shown to the person, or an attribute is invalid. An error of the `session` function keeps its own code. */
  problem: Event & {code: ProblemCode | (string & {}); error?: CaptureError | Error | undefined; step?: Step | undefined};
  /** Another device goes on, or has. The owner has begun, the guest has come by the link. */
  handover: Event & {state: 'waiting' | 'taken' | 'returned' | 'finished' | 'expired'; role: 'owner' | 'guest'};
  /**
   * The workflow has been started, here or on the other device. `changed`: the session was with another device, and the workflow is
   * another one than was begun here.
   */
  finalized: Event & {account: {id: string}; workflowExecution: {id: string}; changed: boolean};
  /** The flow was left before its end: by the person or cancel(), or by the element's removal while a session was open. */
  cancel: Event & {reason: 'cancelled' | 'removed'};
}
