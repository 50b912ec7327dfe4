/** Defines the element, and types its tag in Preact's JSX. */
import type {HTMLAttributes} from 'preact';
import type {CredentialCapture, CredentialCaptureAttributes, CredentialCaptureListeners, CredentialCaptureProps} from './props.js';

type Tag = CredentialCaptureProps & CredentialCaptureAttributes & CredentialCaptureListeners<'on'>;

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'credential-capture': Tag & Omit<HTMLAttributes<CredentialCapture>, keyof Tag>;
    }
  }
}

export * from '../define.js';
