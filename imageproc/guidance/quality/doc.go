// Package quality measures what a person would see in a frame of a camera: is it
// sharp, is it lit, does a lamp hide something, does it hold still. Each measure is a
// figure on a scale of its own, and each has a threshold that a host may move.
//
// Everything is measured inside the outline of the document, where there is one, since
// what is around it is of no importance.
package quality
