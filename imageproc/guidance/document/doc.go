// Package document finds the outline of a card, a passport or a page in a frame of a
// camera: its four corners, at any angle, seen at a slant, on a table with other things
// on it.
//
// It looks for straight edges by a vote of all sharp changes of level (a Hough
// transform in which each px votes only along its own gradient), tries every four of
// them that close to a plausible outline, and keeps the one of which most is seen and
// that differs from what is around it on all sides. The corners are then moved to a
// fraction of a px. Nothing is learnt from examples, so there is nothing to load.
package document
