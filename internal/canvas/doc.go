//go:build js && wasm

// Package canvas is an imageproc.Codec of the browser's codecs: createImageBitmap decodes, a
// canvas encodes. They are many times faster than Go's in wasm, and no pixel enters Go's
// memory.
//
// # Trust
//
// Canvases fail silently: one that is too large, or for which memory ran out, is blank; a
// decoder may resolve with an empty picture; protection against fingerprinting may randomise
// every pixel that is read back. Therefore:
//
//   - before the first picture, a known pattern is painted, read back, encoded and decoded
//     (probe.go);
//   - a coarse view of the canvas is compared with one of the decoded picture, before and
//     after every encode (look.go);
//   - the type and the size of an encoded file are checked, and its top is decoded and
//     compared with the canvas (output.go).
//
// What fails is fault.Codec, upon which the page turns to Go's codec.
//
// # Orientation
//
// All engines apply a JPEG's EXIF orientation and can't be told not to. They might read a
// malformed block in another way than imageproc, and the scaled picture would be distorted. So
// a JPEG is decoded without EXIF, and turned when it is painted (decode.go).
//
// # Speed
//
// Decoding and scaling take most of the time. A JPEG that must become much smaller is decoded
// to eighths of its size where the browser has an ImageDecoder (eighths.go), and an upright one
// is transferred to the canvas without being painted (bitmap.go). If a shortcut fails,
// createImageBitmap and a 2d canvas are used.
//
// # Colours
//
// A painted picture becomes sRGB. A transferred one keeps its colour space and its profile,
// which saves a sixth of the time for a Display P3 photo of 48 MP; before the first one a known
// colour tests whether the browser gets that right (probe.go).
//
// # Memory
//
// Bitmap and canvas live outside Go's heap, 4 bytes a pixel each. They are freed as soon as
// they are not needed: the garbage collector doesn't know their size.
package canvas
