/** Defines <credential-capture>. Import element/credential-capture.js instead to define it under a name of your own. */
import {CredentialCapture} from './element/credential-capture.js';

export {CredentialCapture};

if (!customElements.get('credential-capture')) customElements.define('credential-capture', CredentialCapture);
