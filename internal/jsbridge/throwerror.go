//go:build js && wasm

package jsbridge

import "syscall/js"

// ThrowError is what JavaScript threw, or what a promise was rejected with. The
// value may be anything: an Error, a DOMException, a string, undefined.
type ThrowError struct {
	name, message string
	value         js.Value
}

// newThrowError reads the value at once. js.Error's own Error method would panic
// on anything that isn't an object.
func newThrowError(v js.Value) *ThrowError {
	e := &ThrowError{value: v}
	if v.Type() == js.TypeObject || v.Type() == js.TypeFunction {
		e.name, e.message = quietText(v, "name"), quietText(v, "message")
	}
	if e.name == "" && e.message == "" {
		e.message = quietString(v)
	}
	return e
}

// Name is the name of an Error or DOMException, such as "TypeError" or
// "NotReadableError"; "" when something else was thrown.
func (e *ThrowError) Name() string { return e.name }

// Message is an Error's message, or the thrown value as text.
func (e *ThrowError) Message() string { return e.message }

// Value is what was thrown; undefined when this package itself refused a call.
func (e *ThrowError) Value() js.Value { return e.value }

// Error is name and message, as JavaScript prints an Error.
func (e *ThrowError) Error() string {
	switch {
	case e.name == "":
		return e.message
	case e.message == "":
		return e.name
	}
	return e.name + ": " + e.message
}

// quietText reads a property that should be a string; a property that throws or
// isn't one is "". It doesn't describe what is thrown on the way, or an error
// whose name getter throws that same error would never be described.
func quietText(v js.Value, prop string) (s string) {
	defer hush()
	if p := jsReflect.Call("get", v, prop); p.Type() == js.TypeString {
		return p.String()
	}
	return ""
}

// quietString is JavaScript's String(v), which throws for objects without a
// prototype, among others.
func quietString(v js.Value) (s string) {
	s = "a value that has no text"
	defer hush()
	return js.Global().Call("String", v).String()
}

// hush recovers what JavaScript threw and forgets it.
func hush() {
	switch r := recover().(type) {
	case nil, js.Error:
	default:
		panic(r)
	}
}
