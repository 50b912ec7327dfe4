// Package testpic makes pictures and documents for tests, by code: every file is
// the same on every machine and every run, says in its name what is special about
// it, and nothing binary needs to be kept in the repository.
//
// Files are whole and valid, as real viewers read them, unless the function's
// comment says otherwise. The package uses neither files nor the network, so it
// works in a browser too. It panics where it is asked for something impossible,
// such as a picture without pixels: only tests call it.
package testpic
