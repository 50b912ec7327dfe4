// Package imageproc decides whether a picture or document may be uploaded, and makes it
// fit with as little loss, time and memory as possible. It knows neither networks nor
// browsers.
//
//   - Inspect reads headers: at most 1 MiB of a file of any size.
//   - Validate also follows the file's structure to its end and lists what stands in the
//     way of an upload.
//   - Fit returns a picture within the limits: the same bytes, the same bytes without
//     metadata, or a new JPEG. FitDocument does so for several pages that share a limit.
//
// Inspect and Validate decode no pixel. Fit decodes through a Codec: package gocodec has
// the one to use outside a browser.
//
// Sizes are in px, file sizes in bytes, 15 MB is 15,000,000 bytes, and JPEG qualities are
// 0 to 1. Package container describes files: what the names here that are its aliases
// mean.
//
// # Errors
//
// A failure that the file causes is a *fault.Error with a code. Any other error comes from
// the Source or is ctx's.
//
// # Hostile files
//
// Every number in a file is compared with the file's size before it is used, sizes are
// multiplied in 64 bits, references are followed a bounded number of times, and no
// allocation is sized by the file alone.
//
// # Buffers and concurrency
//
// A Source is read with ReadAt, one buffer of 1 MiB at a time; the buffer is the package's
// until ReadAt returns. The Output of a Result may read from the Source it was made of,
// which has to stay readable. Functions may be called concurrently if their Sources and
// Codec may.
package imageproc
