//go:build js && wasm

// Package jsbridge is the one place where Go and JavaScript meet: a throw becomes
// an error, a promise a goroutine's wait, a goroutine a promise, an AbortSignal a
// context, a Blob an io.ReaderAt, and Go values JavaScript's.
//
// # Wasm
//
// The package exists in the browser only; every file is tagged js && wasm. What
// waits for JavaScript (Await, Blob.ReadAt without FileReaderSync) must not be
// called in a js.Func's own call: the event loop stands still until that returns,
// and the program ends with "all goroutines are asleep". Promise starts the
// goroutine in which it may be called.
//
// # Ownership
//
// Every js.Func is made by newFunc, which hands its one owner the way to release
// it. A callback never blocks and computes nothing: it fills a channel of one, or
// cancels a context.
//
// # Trust
//
// js.Value's Get, InstanceOf and Length don't survive a throw on the JavaScript
// side: a getter that throws ends the program. Values that a page handed in are
// therefore read through Get and Call of this package.
package jsbridge
