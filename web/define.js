/** Defines <credential-capture>. Import element/credential-capture.js instead to define it under a name of your own. */
import {CredentialCapture} from './element/credential-capture.js';

export {CredentialCapture};

// A server that renders the page has no elements.
if (globalThis.customElements && !customElements.get('credential-capture')) customElements.define('credential-capture', CredentialCapture);
