//go:build js && wasm

package jsbridge

import (
	"context"
	"syscall/js"
)

// promiseClass is JavaScript's Promise.
var promiseClass = js.Global().Get("Promise")

// outcome is how a promise settled.
type outcome struct {
	value js.Value
	err   error
}

// Await waits for a promise, a thenable, or a plain value. A rejection becomes a
// *ThrowError. When ctx ends, Await returns ctx.Err() at once, and also when both
// have happened; the promise then settles unobserved.
//
// It must be called in a goroutine, never in a callback of JavaScript's.
func Await(ctx context.Context, promise js.Value) (js.Value, error) {
	return AwaitOwned(ctx, promise, nil)
}

// AwaitOwned is Await for a promise whose value must be let go of by hand, as an
// ImageBitmap is closed: when ctx ends first, drop gets the value that comes late.
func AwaitOwned(ctx context.Context, promise js.Value, drop func(js.Value)) (js.Value, error) {
	settled, err := observe(promise)
	if err != nil {
		return js.Undefined(), either(ctx.Err(), err)
	}
	select {
	case o := <-settled:
		if ctx.Err() == nil {
			return o.value, o.err
		}
		discard(o, drop)
	case <-ctx.Done():
		if drop != nil {
			go func() { discard(<-settled, drop) }()
		}
	}
	return js.Undefined(), ctx.Err()
}

// observe returns a channel that gets the promise's outcome. The two callbacks
// own their Funcs: whichever is called releases both. They outlive a caller who
// has stopped waiting, because a Func that is called after its release makes the
// browser's console say so. A promise that never settles keeps them.
func observe(promise js.Value) (<-chan outcome, error) {
	promise, err := Call(promiseClass, "resolve", promise)
	if err != nil {
		return nil, err
	}
	settled := make(chan outcome, 1)
	var release func()
	onValue, releaseValue := newFunc(func(args []js.Value) {
		release()
		settled <- outcome{value: first(args)}
	})
	onReason, releaseReason := newFunc(func(args []js.Value) {
		release()
		settled <- outcome{value: js.Undefined(), err: newThrowError(first(args))}
	})
	release = func() {
		releaseValue()
		releaseReason()
	}
	if _, err := Call(promise, "then", onValue, onReason); err != nil {
		release()
		return nil, err
	}
	return settled, nil
}

func discard(o outcome, drop func(js.Value)) {
	if drop != nil && o.err == nil {
		drop(o.value)
	}
}

// either is the first error that there is: a context's wins over any other.
func either(first, second error) error {
	if first != nil {
		return first
	}
	return second
}
