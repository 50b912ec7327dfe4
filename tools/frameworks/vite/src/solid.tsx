/** @jsxImportSource solid-js */
import {render} from 'solid-js/web';
import 'credential-capture/solid';
import {messages, session, thank} from './integrator.js';

const app = document.querySelector('#app');
if (app) render(() => <credential-capture locale="de" prop:session={session} prop:messages={messages} on:finalized={thank} />, app);

// @ts-expect-error not a theme
export const wrong = () => <credential-capture theme="blue" />;
