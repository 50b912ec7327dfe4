//go:build js && wasm

package jsbridge

import (
	"context"
	"sync"
	"syscall/js"

	"credential-capture/fault"
)

// withSignal returns a context that ends when the AbortSignal is aborted. Undefined and
// null are never aborted. Other values end the context at once, with fault.BadOption on
// "signal" as its cause.
//
// The caller must call release at the end of the work. It ends the context and removes the
// listener from the signal, which may live as long as the page.
func withSignal(parent context.Context, signal js.Value) (ctx context.Context, release func()) {
	ctx, cancel := context.WithCancelCause(parent)
	done := func() { cancel(nil) }
	if signal.IsUndefined() || signal.IsNull() {
		return ctx, done
	}
	if !isA(signal, "AbortSignal") {
		cancel(fault.New(fault.BadOption, "not an AbortSignal").On("signal"))
		return ctx, done
	}
	stop, err := Listen(signal, "abort", func(js.Value) { cancel(nil) })
	if err != nil {
		cancel(err)
		return ctx, done
	}
	if aborted, err := Get(signal, "aborted"); err != nil || aborted.Truthy() {
		cancel(err)
	}
	return ctx, sync.OnceFunc(func() {
		stop()
		cancel(nil)
	})
}

// Signal returns an AbortSignal that is aborted when ctx ends, for fetch and others. The
// caller calls release after all work, including the reading of a body.
func Signal(ctx context.Context) (signal js.Value, release func()) {
	controller := js.Global().Get("AbortController").New()
	if ctx.Err() != nil {
		controller.Call("abort")
		return controller.Get("signal"), func() {}
	}
	// abort doesn't throw: the browser reports exceptions of listeners.
	stop := context.AfterFunc(ctx, func() { controller.Call("abort") })
	return controller.Get("signal"), func() { stop() }
}

// isA reports whether v is an instance of a global class. It doesn't use instanceof, which
// may run throwing code of a Proxy.
func isA(v js.Value, class string) bool {
	ctor := js.Global().Get(class)
	if v.Type() != js.TypeObject || ctor.Type() != js.TypeFunction {
		return false
	}
	is, err := Call(ctor.Get("prototype"), "isPrototypeOf", v)
	return err == nil && is.Truthy()
}
