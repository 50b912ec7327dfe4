//go:build js && wasm

package jsbridge

import (
	"errors"
	"syscall/js"
	"testing"
)

// thrown is everything that JavaScript may throw, and what is made of it.
var thrown = []struct {
	name      string
	js        string
	wantName  string
	wantMsg   string
	wantError string
}{
	{"an Error", "new Error('no')", "Error", "no", "Error: no"},
	{"a TypeError", "new TypeError('no')", "TypeError", "no", "TypeError: no"},
	{"a DOMException", "new DOMException('no', 'NotReadableError')", "NotReadableError", "no", "NotReadableError: no"},
	{"an Error without a message", "new RangeError()", "RangeError", "", "RangeError"},
	{"text", "'text'", "", "text", "text"},
	{"empty text", "''", "", "", ""},
	{"null", "null", "", "null", "null"},
	{"undefined", "undefined", "", "undefined", "undefined"},
	{"a number", "-1.5", "", "-1.5", "-1.5"},
	{"a symbol", "Symbol('s')", "", "Symbol(s)", "Symbol(s)"},
	{"an object", "{}", "", "[object Object]", "[object Object]"},
	{"a function", "function oops() {}", "oops", "", "oops"},
	{"members that aren't text", "{name: 1, message: {}, toString: () => 'me'}", "", "me", "me"},
	{"an object without a prototype", "Object.create(null)", "", "a value that has no text", "a value that has no text"},
	{"getters that throw", "{get name() { throw this }, get message() { throw this }, toString: () => 'me'}", "", "me", "me"},
	{"toString that throws", "{toString() { throw this }}", "", "a value that has no text", "a value that has no text"},
}

func TestCall_throws(t *testing.T) {
	for _, tt := range thrown {
		t.Run(tt.name, func(t *testing.T) {
			value := eval(tt.js)
			thrower := eval("(value) => ({run() { throw value }, get member() { throw value }})").Invoke(value)

			_, errCall := Call(thrower, "run")
			_, errGet := Get(thrower, "member")
			_, errNew := New(eval("(value) => class { constructor() { throw value } }").Invoke(value))
			for from, err := range map[string]error{"Call": errCall, "Get": errGet, "New": errNew} {
				var e *ThrowError
				if !errors.As(err, &e) {
					t.Fatalf("%s: got %v, want a *ThrowError", from, err)
				}
				if e.Name != tt.wantName || e.Message != tt.wantMsg || e.Error() != tt.wantError {
					t.Errorf("%s: got %q %q %q, want %q %q %q", from,
						e.Name, e.Message, e.Error(), tt.wantName, tt.wantMsg, tt.wantError)
				}
				if !e.Value.Equal(value) {
					t.Errorf("%s: the thrown value is lost", from)
				}
			}
		})
	}
}

func TestCall_results(t *testing.T) {
	if v, err := Call(eval("({add(a, b) { return this.base + a + b }, base: 1})"), "add", 2, js.ValueOf(3)); err != nil || v.Int() != 6 {
		t.Errorf("Call: %v, %v", v, err)
	}
	if v, err := New(js.Global().Get("Date"), 5); err != nil || v.Call("getTime").Int() != 5 {
		t.Errorf("New: %v, %v", v, err)
	}
	if v, err := Get(eval("({a: 'b'})"), "a"); err != nil || v.String() != "b" {
		t.Errorf("Get: %v, %v", v, err)
	}
	if v, err := Get(eval("({})"), "a"); err != nil || !v.IsUndefined() {
		t.Errorf("Get of what isn't there: %v, %v", v, err)
	}
}

func TestCall_missingIsTypeError(t *testing.T) {
	missing := func(v js.Value) error { _, err := Call(v, "missing"); return err }
	for _, tt := range []struct {
		name string
		err  error
	}{
		{"a method", missing(eval("{}"))},
		{"a method that is a number", missing(eval("{missing: 1}"))},
		{"a method of undefined", missing(js.Undefined())},
		{"a method of null", missing(js.Null())},
		{"a method of a number", missing(js.ValueOf(1))},
		{"a constructor", func() error { _, err := New(js.Undefined()); return err }()},
		{"a constructor that isn't one", func() error { _, err := New(eval("() => 1")); return err }()},
		{"a property of undefined", func() error { _, err := Get(js.Undefined(), "a"); return err }()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var e *ThrowError
			if !errors.As(tt.err, &e) || e.Name != "TypeError" {
				t.Errorf("got %v, want a TypeError", tt.err)
			}
		})
	}
}

// TestCall_goPanicsContinue makes sure that only JavaScript's throws are recovered.
func TestCall_goPanicsContinue(t *testing.T) {
	defer func() {
		if r := recover(); r == nil {
			t.Error("an argument that js.ValueOf doesn't take made no panic")
		}
	}()
	_, err := Call(eval("{f() {}}"), "f", []string{"no"})
	t.Errorf("returned %v", err)
}
