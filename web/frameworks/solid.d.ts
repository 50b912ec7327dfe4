/** Defines the element, and types its tag in Solid's JSX. */
import type {JSX} from 'solid-js';
import type {CredentialCapture, CredentialCaptureAttributes, CredentialCaptureListeners, CredentialCaptureProps} from './props.js';

type Tag = CredentialCaptureProps & CredentialCaptureAttributes & CredentialCaptureListeners<'on:'>;

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      'credential-capture': Tag & {'prop:session'?: Tag['session']; 'prop:messages'?: Tag['messages']} & Omit<JSX.HTMLAttributes<CredentialCapture>, keyof Tag>;
    }
  }
}

export * from '../define.js';
