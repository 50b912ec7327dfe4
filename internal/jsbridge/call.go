//go:build js && wasm

package jsbridge

import "syscall/js"

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
