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
