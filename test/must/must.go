// Package must ends a test at a step that has to succeed.
package must

import (
	"os"
	"testing"

	"credential-capture/fault"
)

// Succeed ends the test if err isn't nil.
func Succeed(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Get returns the result of a call without its error, as in must.Get(os.Open(name))(t).
// An error ends the test.
func Get[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		Succeed(t, err)
		return v
	}
}

// Read returns the text of a file.
func Read(t testing.TB, path string) string {
	t.Helper()
	return string(Get(os.ReadFile(path))(t))
}

// Code ends the test unless err has the code want, "" for success.
func Code(t testing.TB, err error, want fault.Code) {
	t.Helper()
	if got := fault.CodeOf(err); got != want {
		t.Fatalf("got %v, code %q, want %q", err, got, want)
	}
}
