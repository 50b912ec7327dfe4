//go:build js && wasm

package jsbridge

import (
	"context"
	"syscall/js"

	"credential-capture/fault"
)

// Promise starts work in a goroutine and returns the promise of its result: what
// it returns goes through Encode, its error through ErrorValue. The context ends
// when signal is aborted, and when work returns. A panic of work's, or a result
// that can't be encoded, rejects with code internal: the message says what
// happened, without a stack.
func Promise(signal js.Value, work func(ctx context.Context) (any, error)) js.Value {
	promise, resolve, reject := newPromise()
	go func() {
		result, err := run(signal, work)
		if err != nil {
			reject.Invoke(ErrorValue(err))
			return
		}
		resolve.Invoke(result)
	}()
	return promise
}

// FromCallback makes a promise of an API that takes a callback: start is called at
// once with the function that fulfils it.
func FromCallback(start func(resolve js.Value) error) (js.Value, error) {
	promise, resolve, _ := newPromise()
	return promise, start(resolve)
}

// newPromise returns a promise and what settles it. The executor is called while
// the constructor runs, so its Func doesn't outlive this function.
func newPromise() (promise, resolve, reject js.Value) {
	executor, release := newFunc(func(args []js.Value) {
		resolve, reject = args[0], args[1]
	})
	defer release()
	return promiseClass.New(executor), resolve, reject
}

// run is the second of the two places where a panic is recovered: whatever goes
// wrong in one unit of work must not end the program, and with it all the others.
func run(signal js.Value, work func(ctx context.Context) (any, error)) (result js.Value, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = panicError(r)
		}
	}()
	ctx, release := WithSignal(context.Background(), signal)
	defer release()
	if cause := context.Cause(ctx); cause != nil {
		return js.Undefined(), cause
	}
	value, err := work(ctx)
	if err != nil {
		return js.Undefined(), either(ctx.Err(), err)
	}
	return Encode(value), nil
}

// panicError says what a panic was about. Values of types of our own are named,
// not printed: they might hold anything.
func panicError(r any) error {
	switch r := r.(type) {
	case js.Error:
		return fault.Wrap(fault.Internal, newThrowError(r.Value), "panic")
	case error:
		return fault.Wrap(fault.Internal, r, "panic")
	case string:
		return fault.New(fault.Internal, "panic: %s", r)
	}
	return fault.New(fault.Internal, "panic: %T", r)
}

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
