/** The worker's entry: a host whose messages are the worker's. */
import {createHost} from './host.js';

const host = createHost((message) => postMessage(message));
addEventListener('message', (event) => host.receive(event.data));
