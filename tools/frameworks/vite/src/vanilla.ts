import 'credential-capture/define';
import {messages, session, thank} from './integrator.js';

const element = document.createElement('credential-capture');
Object.assign(element, {locale: 'de', messages, session});
element.addEventListener('finalized', thank);
document.querySelector('#app')?.append(element);
