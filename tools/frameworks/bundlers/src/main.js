/** For bundlers that leave the package's files alone: a copy of the package is served at /credential-capture. */
import './element.js';

document.querySelector('credential-capture').assetsURL = '/credential-capture';
