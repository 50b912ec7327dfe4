//go:build js && wasm

package jsbridge

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall/js"
	"testing"

	"credential-capture/fault"
)

// settle waits for a promise of Promise's and returns its value, or what it was
// rejected with, as JSON.
func settle(t *testing.T, promise js.Value) (value, reason string) {
	t.Helper()
	v, err := Await(context.Background(), promise)
	var e *ThrowError
	switch {
	case err == nil:
		return asJSON(v), ""
	case errors.As(err, &e):
		return "", asJSON(e.Value())
	}
	t.Fatalf("got %v, want a rejection", err)
	return "", ""
}

func TestPromise(t *testing.T) {
	type secret struct{ token string }
	for _, tt := range []struct {
		name       string
		work       func() (any, error)
		want       string
		wantReason string // a part of it
	}{
		{"a result", func() (any, error) { return map[string]any{"a": []string{"b"}}, nil }, `{"a":["b"]}`, ""},
		{"nothing", func() (any, error) { return nil, nil }, "null", ""},
		{"an error", func() (any, error) { return 1, fault.New(fault.TooSmall, "200 px") }, "",
			`{"code":"too_small","message":"200 px","name":"CaptureError","retryable":false}`},
		{"a panic with text", func() (any, error) { panic("oops") }, "", `"code":"internal","message":"panic: oops"`},
		{"a panic with an error", func() (any, error) { panic(errors.New("oops")) }, "", `"message":"panic: oops"`},
		{"a panic with anything", func() (any, error) { panic(secret{"t0ken"}) }, "", `"message":"panic: jsbridge.secret"`},
		{"a panic of the runtime", func() (any, error) { var b []byte; return b[len(b)], nil }, "", `index out of range`},
		{"a throw", func() (any, error) { return eval("(() => { throw 'text' })()"), nil }, "", `"message":"panic: text"`},
		{"a result that can't be encoded", func() (any, error) { return secret{}, nil }, "", `"code":"internal"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			noLeaks(t)
			value, reason := settle(t, Promise(js.Undefined(), func(context.Context) (any, error) { return tt.work() }))
			if value != tt.want {
				t.Errorf("got value %q, want %q", value, tt.want)
			}
			if !strings.Contains(reason, tt.wantReason) || (reason == "") != (tt.wantReason == "") {
				t.Errorf("got reason %q, want %q in it", reason, tt.wantReason)
			}
			if strings.Contains(reason, "t0ken") || strings.Contains(reason, "goroutine") {
				t.Errorf("the reason says too much: %q", reason)
			}
		})
	}
}

func TestPromiseAndSignals(t *testing.T) {
	const aborted = `"name":"AbortError"`
	for _, tt := range []struct {
		name       string
		signal     string
		wantReason string
		wantCalled bool
	}{
		{"undefined", "undefined", "", true},
		{"null", "null", "", true},
		{"one that is not aborted", "new AbortController().signal", "", true},
		{"one that was aborted before", "AbortSignal.abort()", aborted, false},
		{"not a signal", "{aborted: false}", `"code":"bad_option","field":"signal"`, false},
		{"not an object", "'now'", `"field":"signal"`, false},
		{"of the right prototype only", "Object.create(AbortSignal.prototype)", `"code":"internal"`, false},
		{"a proxy that throws", "new Proxy({}, {getPrototypeOf() { throw 1 }})", `"field":"signal"`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			noLeaks(t)
			called := false
			_, reason := settle(t, Promise(eval(tt.signal), func(context.Context) (any, error) {
				called = true
				return nil, nil
			}))
			if !strings.Contains(reason, tt.wantReason) || (reason == "") != (tt.wantReason == "") {
				t.Errorf("got reason %q, want %q in it", reason, tt.wantReason)
			}
			if called != tt.wantCalled {
				t.Errorf("work was called: %v, want %v", called, tt.wantCalled)
			}
		})
	}
}

func TestAbortDuringWork(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(ctx context.Context) error
	}{
		{"the context's own error", func(ctx context.Context) error { return ctx.Err() }},
		{"wrapped", func(ctx context.Context) error { return fault.Wrap(fault.Network, ctx.Err(), "cut") }},
		{"what failed because of it", func(context.Context) error { return fmt.Errorf("half a picture") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			noLeaks(t)
			controller := eval("new AbortController()")
			promise := Promise(controller.Get("signal"), func(ctx context.Context) (any, error) {
				<-ctx.Done()
				return nil, tt.end(ctx)
			})
			turn(t)
			controller.Call("abort")
			_, reason := settle(t, promise)
			want := `{"code":"aborted","message":"the call was cancelled","name":"AbortError","retryable":false}`
			if reason != want {
				t.Errorf("got %s, want %s", reason, want)
			}
		})
	}
}

func TestWorkThatIsDoneIsDone(t *testing.T) {
	noLeaks(t)
	controller := eval("new AbortController()")
	var kept context.Context
	value, reason := settle(t, Promise(controller.Get("signal"), func(ctx context.Context) (any, error) {
		kept = ctx
		controller.Call("abort")
		return "done", nil
	}))
	if value != `"done"` {
		t.Errorf("got %q, %q, want the result: it was there", value, reason)
	}
	if kept.Err() == nil {
		t.Error("the context lives on")
	}
}

// TestPromisesRunSideBySide has the first wait for the second.
func TestPromisesRunSideBySide(t *testing.T) {
	noLeaks(t)
	second := make(chan string, 1)
	a := Promise(js.Undefined(), func(context.Context) (any, error) { return <-second, nil })
	b := Promise(js.Undefined(), func(ctx context.Context) (any, error) {
		v, err := Await(ctx, eval("Promise.resolve('b')"))
		second <- v.String()
		return nil, err
	})
	if _, reason := settle(t, b); reason != "" {
		t.Fatal(reason)
	}
	if value, _ := settle(t, a); value != `"b"` {
		t.Errorf("got %s", value)
	}
}

func TestFromCallback(t *testing.T) {
	noLeaks(t)
	promise, err := FromCallback(func(resolve js.Value) error {
		_, err := Call(js.Global(), "setTimeout", resolve, 0, "back")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if v, err := Await(context.Background(), promise); err != nil || v.String() != "back" {
		t.Errorf("got %v, %v", v, err)
	}
	if _, err := FromCallback(func(js.Value) error { return fault.Codec }); err != fault.Codec {
		t.Errorf("got %v, want what start returned", err)
	}
}
