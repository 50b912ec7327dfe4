//go:build js && wasm

// Package canvas is the browser's own codecs as an imageproc.Codec: it decodes with
// createImageBitmap and encodes with a canvas, many times faster than Go's codecs
// do in wasm, and without a pixel entering Go's memory.
//
// # Trust
//
// A canvas fails silently: one that is too large, or for which memory ran out, is
// blank; a decoder may resolve with nothing in it; protection against
// fingerprinting may turn every pixel that is read back into noise. Therefore:
//
//   - before the first picture, a pattern of known pixels is painted, read back,
//     encoded and decoded again (probe.go);
//   - what was painted is compared with what was decoded, seen from afar, before
//     and after every encode (look.go);
//   - an encoded file is inspected: its type, its format, its sides; and its top is
//     decoded and compared with the canvas (output.go).
//
// Whatever doesn't hold is fault.Codec, which makes the page turn to Go's
// codec.
//
// # Orientation
//
// All engines apply a JPEG's EXIF orientation while they decode, and can't be told
// not to. They might read a malformed EXIF block otherwise than imageproc does, and
// then the scaled picture would be squeezed. So a JPEG is handed over without one,
// and turned when it is painted (orient.go).
//
// # Ways
//
// Decoding and scaling take most of the time, so a JPEG that must become much
// smaller is decoded to some eighths of its size where the browser has an
// ImageDecoder (eighths.go), and an upright one is handed from the decoder to the
// encoder without being painted (bitmap.go). Whatever a way fails at goes the plain
// way: createImageBitmap, a 2d canvas.
//
// # Colours
//
// What is painted becomes sRGB, whatever profile the file has. What is handed over stays
// in its own colours and takes their profile along, which for a photo in Display P3 of 48
// MP saves a sixth of the time and a copy of its pixels; whether this browser does that right is tried with a
// picture whose colour is known (probewide.go), when the first such photo comes.
//
// # Memory
//
// The decoded bitmap and the canvas live outside Go's heap, 4 bytes a pixel each.
// The bitmap is closed as soon as it is painted, the canvas is freed by
// Bitmap.Close. Waiting for the garbage collector instead would keep hundreds of
// megabytes that it knows nothing of.
package canvas
