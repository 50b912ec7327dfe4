//go:build js && wasm

package jsbridge

import (
	"context"
	"testing"
)

func TestWithSignal_abort(t *testing.T) {
	noLeaks(t)
	controller := eval("new AbortController()")
	ctx, release := withSignal(context.Background(), controller.Get("signal"))
	if ctx.Err() != nil {
		t.Fatal("ended before the signal was aborted")
	}
	controller.Call("abort")
	if ctx.Err() != context.Canceled {
		t.Errorf("got %v, want context.Canceled", ctx.Err())
	}
	release()
	release()
}

func TestWithSignal_release(t *testing.T) {
	noLeaks(t)
	controller := eval("new AbortController()")
	parent, cancel := context.WithCancel(context.Background())
	defer cancel()
	ctx, release := withSignal(parent, controller.Get("signal"))
	release()
	if ctx.Err() == nil {
		t.Error("release doesn't end the context")
	}
	controller.Call("abort") // noLeaks hears a listener that is still there
	if parent.Err() != nil {
		t.Error("the parent ended")
	}
}

func TestSignal(t *testing.T) {
	noLeaks(t)
	ctx, cancel := context.WithCancel(context.Background())
	signal, release := Signal(ctx)
	defer release()
	released, releaseEarly := Signal(ctx)
	releaseEarly()
	if signal.Get("aborted").Bool() {
		t.Fatal("aborted before the context ended")
	}
	cancel()
	turn(t)
	if !signal.Get("aborted").Bool() || signal.Get("reason").Get("name").String() != "AbortError" {
		t.Errorf("aborted: %v, because of %v", signal.Get("aborted"), signal.Get("reason"))
	}
	if released.Get("aborted").Bool() {
		t.Error("aborted after release")
	}
	late, release := Signal(ctx)
	defer release()
	if !late.Get("aborted").Bool() {
		t.Error("not aborted at once, in a context that has ended")
	}
}
