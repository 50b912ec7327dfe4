//go:build js && wasm

package jsbridge

import (
	"sync"
	"sync/atomic"
	"syscall/js"
)

// jsReflect is JavaScript's Reflect. Going through its functions with Value.Call
// turns what a getter throws into a panic that can be caught; Value.Get doesn't.
var jsReflect = js.Global().Get("Reflect")

// Call calls a method of v. What it throws becomes a *ThrowError, and so does a
// method that isn't there (Name "TypeError"), so that a caller can try a feature
// without asking for it first. Arguments are what js.ValueOf takes.
func Call(v js.Value, method string, args ...any) (result js.Value, err error) {
	defer catch(&err)
	f, err := Get(v, method)
	if err != nil {
		return js.Undefined(), err
	}
	if f.Type() != js.TypeFunction {
		return js.Undefined(), &ThrowError{name: "TypeError", message: method + " is not a function"}
	}
	return v.Call(method, args...), nil
}

// New calls a constructor. A constructor that isn't there fails like a method
// that isn't there.
func New(ctor js.Value, args ...any) (result js.Value, err error) {
	defer catch(&err)
	if ctor.Type() != js.TypeFunction {
		return js.Undefined(), &ThrowError{name: "TypeError", message: "not a constructor"}
	}
	return ctor.New(args...), nil
}

// Get reads a property; it survives getters that throw and values without
// properties, such as undefined.
func Get(v js.Value, prop string) (result js.Value, err error) {
	defer catch(&err)
	return jsReflect.Call("get", v, prop), nil
}

// catch is deferred around a call into JavaScript. It recovers what JavaScript
// threw and nothing else: a panic of Go's is a defect and goes on.
func catch(err *error) {
	switch r := recover().(type) {
	case nil:
	case js.Error:
		*err = newThrowError(r.Value)
	default:
		panic(r)
	}
}

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

// liveFuncs counts the Funcs that are not released yet, so that tests can see that
// every path releases its own.
var liveFuncs atomic.Int64

// LiveFuncs is how many JavaScript functions of this package's callers are not released: as
// many before a call as after it, or one leaks.
func LiveFuncs() int64 { return liveFuncs.Load() }

// newFunc makes a JavaScript function. Its owner calls release, once or more
// often, when it will not be called again; the function itself may do so.
func newFunc(fn func(args []js.Value)) (f js.Value, release func()) {
	wrapped := js.FuncOf(func(_ js.Value, args []js.Value) any {
		fn(args)
		return nil
	})
	liveFuncs.Add(1)
	return wrapped.Value, sync.OnceFunc(func() {
		wrapped.Release()
		liveFuncs.Add(-1)
	})
}

// Listen adds an event listener. stop takes it off again and must be called; it
// may be called more than once. fn must not wait for JavaScript.
func Listen(target js.Value, event string, fn func(event js.Value)) (stop func(), err error) {
	f, release := newFunc(func(args []js.Value) { fn(first(args)) })
	if _, err := Call(target, "addEventListener", event, f); err != nil {
		release()
		return func() {}, err
	}
	return func() {
		_, _ = Call(target, "removeEventListener", event, f)
		release()
	}, nil
}

// first is the first argument of a callback, undefined when there is none.
func first(args []js.Value) js.Value {
	if len(args) == 0 {
		return js.Undefined()
	}
	return args[0]
}
