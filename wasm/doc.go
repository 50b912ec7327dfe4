//go:build js && wasm

// Command wasm is the module as the browser runs it: it decodes arguments, calls
// imageproc and apiclient, and encodes results.
//
// # How it is started
//
// web/capture/runtime.js sets a global function with a unique name and passes that
// name as the first argument. The program calls the function with its exports, gets
// the callbacks of the page in return, and waits. It uses no other globals, so that
// several programs can run in one thread.
//
// # Exports
//
// Every export except version and exit is a function (args, signal, progress) that
// returns a Promise: args is an array, signal an AbortSignal or undefined, progress a
// function or undefined. web/capture/messages.d.ts has their types. Calls may overlap. A
// Promise rejects with plain data from jsbridge.ErrorValue, because an Error loses its
// members when it is cloned.
package main
