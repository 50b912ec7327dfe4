// Package document detects the outline of a card, a passport or a page in a camera frame:
// four corners, at any angle, in perspective, on a cluttered table.
//
// A Hough transform, in which each edge px votes only along its own gradient, yields
// straight lines. Every four lines that close to a plausible outline are scored; the best
// one that contrasts with its surroundings on all sides is kept, and its corners are refined
// to a fraction of a px. There is no trained model.
package document
