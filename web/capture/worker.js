/** The worker's entry: a dispatcher that talks to the page. */
import {createDispatcher} from './dispatcher.js';

const dispatcher = createDispatcher((message) => postMessage(message));
addEventListener('message', (event) => dispatcher.receive(event.data));
