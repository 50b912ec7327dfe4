//go:build js && wasm

package jsbridge

import (
	"context"
	"errors"
	"testing"

	"credential-capture/fault"
)

func TestWithSignal_abort(t *testing.T) {
	noLeaks(t)
	controller := eval("new AbortController()")
	ctx, release := WithSignal(context.Background(), controller.Get("signal"))
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
	ctx, release := WithSignal(parent, controller.Get("signal"))
	release()
	if ctx.Err() == nil {
		t.Error("release doesn't end the context")
	}
	controller.Call("abort") // noLeaks hears a listener that is still there
	if parent.Err() != nil {
		t.Error("the parent ended")
	}
}

func TestWithSignal_rejectsOtherValues(t *testing.T) {
	ctx, release := WithSignal(context.Background(), eval("new AbortController()"))
	defer release()
	if cause := context.Cause(ctx); !errors.Is(cause, fault.BadOption) {
		t.Errorf("got %v, want bad_option", cause)
	}
}

func TestSignal_contextEnds(t *testing.T) {
	noLeaks(t)
	ctx, cancel := context.WithCancel(context.Background())
	signal, release := Signal(ctx)
	defer release()
	if signal.Get("aborted").Bool() {
		t.Fatal("aborted before the context ended")
	}
	cancel()
	turn(t)
	if !signal.Get("aborted").Bool() {
		t.Error("not aborted")
	}
	if got := signal.Get("reason").Get("name").String(); got != "AbortError" {
		t.Errorf("reason %s", got)
	}
}

func TestSignal_endedContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	signal, release := Signal(ctx)
	defer release()
	if !signal.Get("aborted").Bool() {
		t.Error("not aborted at once")
	}
}

func TestSignal_release(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	signal, release := Signal(ctx)
	release()
	cancel()
	turn(t)
	if signal.Get("aborted").Bool() {
		t.Error("aborted after release")
	}
}
