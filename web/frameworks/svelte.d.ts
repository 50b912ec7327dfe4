/** Defines the element, and types its tag in Svelte's templates. */
import type {HTMLAttributes} from 'svelte/elements';
import type {CredentialCapture, CredentialCaptureAttributes, CredentialCaptureListeners, CredentialCaptureProps} from './props.js';

type Tag = CredentialCaptureProps & CredentialCaptureAttributes & CredentialCaptureListeners<'on'> & CredentialCaptureListeners<'on:'>;

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'credential-capture': Tag & Omit<HTMLAttributes<CredentialCapture>, keyof Tag>;
  }
}

export * from '../define.js';
