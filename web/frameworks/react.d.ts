/** React 18 and 19: the component, and the element's own tag in JSX (React 19). */
import type {DetailedHTMLProps, ForwardRefExoticComponent, HTMLAttributes, RefAttributes} from 'react';
import type {CredentialCapture as Element, CredentialCaptureAttributes, CredentialCaptureListeners, CredentialCaptureProps} from './props.js';

type Listeners = CredentialCaptureListeners<'on', true>;
type Own = CredentialCaptureProps & Listeners;

export type Props = Own & Omit<HTMLAttributes<Element>, keyof Own>;

/** The ref is the element: `ref.current.start()`. */
export declare const CredentialCapture: ForwardRefExoticComponent<Props & RefAttributes<Element>>;

type Tag = CredentialCaptureProps & CredentialCaptureAttributes & CredentialCaptureListeners<'on'>;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'credential-capture': Tag & Omit<DetailedHTMLProps<HTMLAttributes<Element>, Element>, keyof Tag> & {class?: string | undefined};
    }
  }
}

export type {Element as CredentialCaptureElement};
export type {CredentialCaptureEvents} from './props.js';
