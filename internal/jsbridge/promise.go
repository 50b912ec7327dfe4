//go:build js && wasm

package jsbridge

import (
	"cmp"
	"context"
	"syscall/js"

	"credential-capture/fault"
)

// Promise runs work in a goroutine and returns a promise of its result, converted by
// Encode, or its error, converted by ErrorValue. The context ends when signal is aborted
// or work returns. A panic of work, or a result that can't be encoded, rejects with code
// internal and a message without a stack.
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

// FromCallback returns a promise for an API with a callback. It calls start immediately
// with the function that fulfils the promise.
func FromCallback(start func(resolve js.Value) error) (js.Value, error) {
	promise, resolve, _ := newPromise()
	return promise, start(resolve)
}

// newPromise returns a promise and the functions that settle it. The constructor calls the
// executor synchronously, so its Func is released here.
func newPromise() (promise, resolve, reject js.Value) {
	executor, release := newFunc(func(args []js.Value) {
		resolve, reject = args[0], args[1]
	})
	defer release()
	return promiseClass.New(executor), resolve, reject
}

// run recovers panics, so that a bug in one call doesn't end the program and with it all
// other calls.
func run(signal js.Value, work func(ctx context.Context) (any, error)) (result js.Value, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = panicError(r)
		}
	}()
	ctx, release := withSignal(context.Background(), signal)
	defer release()
	if cause := context.Cause(ctx); cause != nil {
		return js.Undefined(), cause
	}
	value, err := work(ctx)
	if err != nil {
		return js.Undefined(), cmp.Or(ctx.Err(), err)
	}
	return Encode(value), nil
}

// panicError describes a panic. It prints only the type of other values, which might
// contain secrets. syscall/js panics for the type of a BigInt, which only arguments can be.
func panicError(r any) error {
	switch r := r.(type) {
	case js.Error:
		return fault.Wrap(fault.Internal, newThrowError(r.Value), "panic")
	case error:
		return fault.Wrap(fault.Internal, r, "panic")
	case string:
		if r == "bad type flag" {
			return fault.New(fault.BadOption, "an argument is a BigInt")
		}
		return fault.New(fault.Internal, "panic: %s", r)
	}
	return fault.New(fault.Internal, "panic: %T", r)
}

// promiseClass is JavaScript's Promise.
var promiseClass = js.Global().Get("Promise")

// outcome is the result of a promise.
type outcome struct {
	value js.Value
	err   error
}

// Await waits for a promise, a thenable or a plain value. A rejection becomes a
// *ThrowError. When ctx ends, Await returns ctx.Err() at once, even if the promise has
// settled as well.
//
// It must be called in a goroutine, not in a JavaScript callback.
func Await(ctx context.Context, promise js.Value) (js.Value, error) {
	return AwaitOwned(ctx, promise, nil)
}

// AwaitOwned is Await for a value that must be released, such as an ImageBitmap. When ctx
// ends first, drop receives the value of the promise.
func AwaitOwned(ctx context.Context, promise js.Value, drop func(js.Value)) (js.Value, error) {
	settled, err := observe(promise)
	if err != nil {
		return js.Undefined(), cmp.Or(ctx.Err(), err)
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

// observe returns a channel that receives the promise's outcome. Whichever callback is
// called releases both Funcs. They outlive a caller that has stopped waiting, because
// calling a released Func logs an error. A promise that never settles keeps them.
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
