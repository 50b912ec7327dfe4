/** @jsxImportSource preact */
import {render} from 'preact';
import 'credential-capture/preact';
import {messages, session, thank} from './integrator.js';

const app = document.querySelector('#app');
if (app) render(<credential-capture locale="de" session={session} messages={messages} onfinalized={thank} />, app);

// @ts-expect-error not a theme
export const wrong = <credential-capture theme="blue" />;
