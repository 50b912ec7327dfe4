//go:build js && wasm

package jsbridge

import (
	"sync"
	"sync/atomic"
	"syscall/js"
)

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
