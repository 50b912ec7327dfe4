// Package imageproc says what a picture or document is, whether it is whole and
// will be taken, and makes it fit with as little loss, time and memory as possible.
// It knows nothing of networks or browsers.
//
// Inspect reads headers, Validate also follows a file's structure to its end, and
// Fit makes a picture keep the limits; none of the first two decodes a pixel. All
// read through a Source, in pieces, so that memory does not grow with the file.
//
// Every file is taken for hostile: lengths are compared with the file before they
// are believed, sizes are multiplied in 64 bits, whatever refers to something else is
// followed a bounded number of times, and nothing is allocated because a file says so.
// A failure is a *fault.Error whose code says what is wrong with the file; any other
// error comes from the Source or the context.
//
// # PDF
//
// Only the number of pages and whether there is encryption is read, by a reader of
// our own. The libraries were weighed: the smallest one added 85 kB to the compressed
// wasm, a tenth of all that a page loads, and a few bytes of PDF made it loop for
// ever or ask for more memory than there is, which no recover catches.
//
// # Concurrency
//
// Functions may be called concurrently, as far as their Sources may be read so.
// Bytes that a Source is asked for belong to this package until ReadAt returns.
package imageproc
