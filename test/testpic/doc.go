// Package testpic makes pictures for tests by code. They are the same on every machine and in
// every run; names such as BlankPNG say what is special about a file.
//
// Files are whole and valid, and viewers read them, unless the function's comment says
// otherwise. The package uses neither files nor the network, so that it works in a browser
// too. It panics on invalid arguments, such as a size of 0 px.
package testpic
