/** Vue 3: the component, the plugin, and the element's own tag in templates. */
import type {DefineComponent, HTMLAttributes, Plugin} from 'vue';
import type {CredentialCapture as Element, CredentialCaptureAttributes, CredentialCaptureEvents, CredentialCaptureListeners, CredentialCaptureProps} from './props.js';

interface Exposed {
  readonly element: Element;
  start(): Promise<void>;
  cancel(): void;
  reset(): void;
}

type Emits = {[K in keyof CredentialCaptureEvents]: (event: CredentialCaptureEvents[K]) => unknown};

export declare const CredentialCapture: DefineComponent<CredentialCaptureProps, Exposed, {}, {}, {}, {}, {}, Emits>;

/** Registers the component: `app.use(credentialCapture)`. */
declare const plugin: Plugin;
export default plugin;

declare module 'vue' {
  interface GlobalComponents {
    CredentialCapture: typeof CredentialCapture;
    'credential-capture': DefineComponent<CredentialCaptureProps & CredentialCaptureAttributes & CredentialCaptureListeners<'on', true> & HTMLAttributes>;
  }
}

export type {Element as CredentialCaptureElement};
export type {CredentialCaptureEvents} from './props.js';
