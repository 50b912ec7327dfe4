// Package guidance says what a person before a camera should do, one thing at a time: from
// what imageproc/guidance/document, quality and face see in a frame, and from what was said before.
//
// It is pure: time is given, nothing is remembered but in State. A sentence that changes
// with every frame helps nobody, so a trouble must last before it is told, and the one
// that was told must be clearly over before it is not.
package guidance
