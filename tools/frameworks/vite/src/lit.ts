import 'credential-capture/define';
import {html, render} from 'lit';
import {messages, session, thank} from './integrator.js';

const app = document.querySelector<HTMLElement>('#app');
if (app) render(html`<credential-capture locale="de" .session=${session} .messages=${messages} @finalized=${thank}></credential-capture>`, app);
