//go:build js && wasm

// Command wasm is the module as the browser runs it: it decodes arguments, calls
// imageproc and apiclient, encodes results, and does nothing else.
//
// # How it is started
//
// web/capture/runtime.js puts a function under a name of its own into the global
// object and gives that name as the first argument of the program. The program
// calls it with its exports, gets the page's own callbacks in return, and waits.
// Nothing else of it is global, so that several may run side by side, in workers
// or on the page.
//
// # Exports
//
// Every export but version and exit is a function (args, signal, progress) that
// returns a Promise: args is an array, signal an AbortSignal or undefined,
// progress a function or undefined. It may be called again before the first
// Promise has settled. A Promise rejects with plain data, as
// jsbridge.ErrorValue makes it, because an Error would lose its members on the
// way from the worker to the page.
package main
