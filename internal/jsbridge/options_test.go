//go:build js && wasm

package jsbridge

import (
	"errors"
	"strings"
	"testing"

	"credential-capture/fault"
)

func TestFields(t *testing.T) {
	long := strings.Repeat("x", maxName)
	for _, tt := range []struct {
		name  string
		v     string
		field string
		ok    bool
	}{
		{"undefined", "undefined", "", true},
		{"null", "null", "", true},
		{"nothing", "{}", "", true},
		{"known", "{a: 1, b: undefined}", "", true},
		{"unknown", "{a: 1, c: 1}", "c", false},
		{"a wrong case", "{A: 1}", "A", false},
		{"inherited only", "Object.create({c: 1})", "", true},
		{"a long name", "{" + long + ": 1}", long, false},
		{"a longer name", "{" + long + "y: 1}", long + "…", false},
		{"text", "'a'", "", false},
		{"a function", "() => 1", "", false},
		{"a list", "[1]", "0", false},
		{"what can't be read", "new Proxy({}, {ownKeys() { throw 1 }})", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := Fields(eval(tt.v), "a", "b")
			if tt.ok {
				if err != nil {
					t.Errorf("got %v", err)
				}
				return
			}
			var f *fault.Error
			if !errors.As(err, &f) || f.Code != fault.BadOption || f.Field != tt.field {
				t.Errorf("got %v, want bad_option on %q", err, tt.field)
			}
		})
	}
}
