//go:build js && wasm

package jsbridge

import (
	"sync"
	"sync/atomic"
	"syscall/js"
)

// jsReflect is JavaScript's Reflect. With Value.Call and Reflect.get, the exception of a
// getter is a panic that can be recovered, unlike with Value.Get.
var jsReflect = js.Global().Get("Reflect")

// Call calls a method of v. An exception becomes a *ThrowError, and so does a missing
// method (Name "TypeError"), so that callers needn't detect features. Arguments are
// converted by js.ValueOf.
func Call(v js.Value, method string, args ...any) (result js.Value, err error) {
	defer catch(&err)
	f, err := Get(v, method)
	if err != nil {
		return js.Undefined(), err
	}
	if f.Type() != js.TypeFunction {
		return js.Undefined(), &ThrowError{Name: "TypeError", Message: method + " is not a function"}
	}
	return v.Call(method, args...), nil
}

// New calls a constructor. A missing one fails as in Call.
func New(ctor js.Value, args ...any) (result js.Value, err error) {
	defer catch(&err)
	if ctor.Type() != js.TypeFunction {
		return js.Undefined(), &ThrowError{Name: "TypeError", Message: "not a constructor"}
	}
	return ctor.New(args...), nil
}

// Get reads a property. An exception of its getter, or a value without properties such
// as undefined, becomes an error.
func Get(v js.Value, prop string) (result js.Value, err error) {
	defer catch(&err)
	return jsReflect.Call("get", v, prop), nil
}

// catch is deferred around a call of JavaScript. It recovers JavaScript exceptions only;
// other panics are bugs and continue.
func catch(err *error) {
	switch r := recover().(type) {
	case nil:
	case js.Error:
		*err = newThrowError(r.Value)
	default:
		panic(r)
	}
}

// ThrowError is a JavaScript exception or the reason of a rejected promise. Its value may
// be of any type: an Error, a DOMException, a string, undefined.
type ThrowError struct {
	Name    string   // of an Error or DOMException, such as "NotReadableError"; "" for other values
	Message string   // of an Error, or the thrown value as text
	Value   js.Value // undefined if this package created the error
}

// newThrowError reads the value immediately. js.Error.Error panics unless it is an object.
func newThrowError(v js.Value) *ThrowError {
	e := &ThrowError{Value: v}
	if v.Type() == js.TypeObject || v.Type() == js.TypeFunction {
		e.Name, e.Message = quietText(v, "name"), quietText(v, "message")
	}
	if e.Name == "" && e.Message == "" {
		e.Message = quietString(v)
	}
	return e
}

// Error returns name and message, as JavaScript does.
func (e *ThrowError) Error() string {
	switch {
	case e.Name == "":
		return e.Message
	case e.Message == "":
		return e.Name
	}
	return e.Name + ": " + e.Message
}

// quietText returns a string property, "" if it throws or isn't a string. It ignores the
// exception, because describing one whose name getter throws itself would never end.
func quietText(v js.Value, prop string) (s string) {
	defer ignoreThrow()
	if p := jsReflect.Call("get", v, prop); p.Type() == js.TypeString {
		return p.String()
	}
	return ""
}

// quietString is JavaScript's String(v), which throws for objects without a prototype.
func quietString(v js.Value) (s string) {
	s = "a value that has no text"
	defer ignoreThrow()
	return js.Global().Call("String", v).String()
}

// ignoreThrow recovers a JavaScript exception and ignores it.
func ignoreThrow() {
	switch r := recover().(type) {
	case nil, js.Error:
	default:
		panic(r)
	}
}

// liveFuncs counts the js.Funcs that aren't released, for tests of leaks.
var liveFuncs atomic.Int64

// LiveFuncs returns the number of js.Funcs that aren't released. It is the same before and
// after a call, unless one leaks.
func LiveFuncs() int64 { return liveFuncs.Load() }

// newFunc creates a JavaScript function. Its owner calls release at least once after the
// last call; fn itself may do so.
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

// Listen adds an event listener. stop removes it and must be called at least once. fn must
// not wait for JavaScript.
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

// first returns the first argument of a callback, undefined if there is none.
func first(args []js.Value) js.Value {
	if len(args) == 0 {
		return js.Undefined()
	}
	return args[0]
}
