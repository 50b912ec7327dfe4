/** The screens that follow a picture, by their names. They load together, beside the first picture. */
export {doneScreen as done, overviewScreen as overview} from '../screens/overview.js';
export {reviewScreen as review} from '../screens/review.js';
