/** What follows a picture: screens by their names, the uploads, and the end. One chunk, which loads before the first picture. */
import {style} from '../ui/dom.js';
import {doneScreen, overviewScreen} from '../screens/overview.js';
import {reviewScreen} from '../screens/review.js';

export const screens = {done: doneScreen, overview: overviewScreen, review: reviewScreen};
export {check} from './check.js';
export {finalize, finished, submit} from './finish.js';
export {Uploads} from './uploads.js';
export {countDown, UploadLine} from '../ui/upload-line.js';
export {readZone} from './zone.js';

/** Loads their style. @param {ShadowRoot} root */
export const styled = (root) => style(root, new URL('../late.css', import.meta.url));
