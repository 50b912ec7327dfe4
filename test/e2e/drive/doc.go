// Package drive drives the built page in a real Chromium, as a person would: the
// real server binary with its sandbox over HTTP, a fake camera or real files,
// mouse and keyboard. The packages beside it test one theme each with it.
//
// Every page fails its test for what a person can't see: a console error, an
// uncaught exception, a CSP violation, a request to another origin.
package drive
