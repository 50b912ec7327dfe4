//go:build js && wasm

// Package jsbridge converts between Go and JavaScript: exceptions and errors, promises
// and goroutines, AbortSignals and contexts, Blobs and io.ReaderAt, and values.
//
// # Wasm
//
// Every file is tagged js && wasm. Functions that wait for JavaScript (Await,
// Blob.ReadAt without FileReaderSync) must not be called in a js.Func: the event loop
// blocks until the js.Func returns, so the program ends with "all goroutines are
// asleep". Call them in the goroutine that Promise starts.
//
// # Ownership
//
// newFunc creates every js.Func and returns the function that releases it. Callbacks
// don't block: they send to a buffered channel or cancel a context.
//
// # Trust
//
// A getter that throws in js.Value's Get, InstanceOf or Length ends the program. Get and
// Call of this package return the exception as an error, so use them for values of the
// page.
package jsbridge
