import {CredentialCapture} from './element/credential-capture.js';

export {CredentialCapture};

declare global {
  interface HTMLElementTagNameMap {
    'credential-capture': CredentialCapture;
  }
}
