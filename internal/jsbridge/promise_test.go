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
	"credential-capture/test/must"
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
		return "", asJSON(e.Value)
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

func TestPromise_signals(t *testing.T) {
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

func TestPromise_abortDuringWork(t *testing.T) {
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

func TestPromise_abortAfterWork(t *testing.T) {
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

// TestPromise_concurrent has the first wait for the second.
func TestPromise_concurrent(t *testing.T) {
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
	must.Succeed(t, err)
	if v, err := Await(context.Background(), promise); err != nil || v.String() != "back" {
		t.Errorf("got %v, %v", v, err)
	}
	if _, err := FromCallback(func(js.Value) error { return fault.Codec }); err != fault.Codec {
		t.Errorf("got %v, want what start returned", err)
	}
}

func TestAwait(t *testing.T) {
	for _, tt := range []struct {
		name    string
		js      string
		want    string
		wantErr string
	}{
		{"a promise that is fulfilled", "Promise.resolve({a: 1})", `{"a":1}`, ""},
		{"one that is fulfilled later", "new Promise(done => setTimeout(done, 1, 'late'))", `"late"`, ""},
		{"without a value", "Promise.resolve()", "<undefined>", ""},
		{"a plain value", "7", "7", ""},
		{"a thenable", "{then(done) { done('then') }}", `"then"`, ""},
		{"a thenable that settles twice", "{then(done, fail) { done(1); done(2); fail(3) }}", "1", ""},
		{"a thenable that throws", "{then() { throw new Error('no') }}", "", "Error: no"},
		{"a then that can't be read", "{get then() { throw new Error('no') }}", "", "Error: no"},
		{"rejected with an Error", "Promise.reject(new TypeError('no'))", "", "TypeError: no"},
		{"rejected with text", "Promise.reject('no')", "", "no"},
		{"rejected with undefined", "Promise.reject()", "", "undefined"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			noLeaks(t)
			got, err := Await(context.Background(), eval(tt.js))
			if tt.wantErr != "" {
				var e *ThrowError
				if !errors.As(err, &e) || e.Error() != tt.wantErr {
					t.Fatalf("got error %v, want %q", err, tt.wantErr)
				}
				return
			}
			if err != nil || asJSON(got) != tt.want {
				t.Errorf("got %s, %v, want %s", asJSON(got), err, tt.want)
			}
		})
	}
}

func TestAwait_contextEnds(t *testing.T) {
	for _, tt := range []struct {
		name   string
		settle func(resolve, reject js.Value)
		want   string // what drop gets
	}{
		{"and the value comes late", func(resolve, _ js.Value) { resolve.Invoke("late") }, "late"},
		{"and the rejection comes late", func(_, reject js.Value) { reject.Invoke("late") }, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			noLeaks(t)
			dropped := make(chan string, 1)
			drop := func(v js.Value) { dropped <- v.String() }
			promise, resolve, reject := newPromise()
			ctx, cancel := context.WithCancel(context.Background())
			returned := make(chan error, 1)
			go func() {
				_, err := AwaitOwned(ctx, promise, drop)
				returned <- err
			}()
			turn(t)
			cancel()
			if err := <-returned; err != context.Canceled {
				t.Fatalf("got %v, want context.Canceled", err)
			}
			tt.settle(resolve, reject)
			turn(t)
			select {
			case got := <-dropped:
				if got != tt.want {
					t.Errorf("dropped %q, want %q", got, tt.want)
				}
			default:
				if tt.want != "" {
					t.Error("the late value was not dropped")
				}
			}
		})
	}
}

func TestAwait_endedContext(t *testing.T) {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	late, cancelLate := context.WithTimeout(context.Background(), 0)
	defer cancelLate()
	for _, tt := range []struct {
		name string
		ctx  context.Context
		js   string
		want error
	}{
		{"over a value", cancelled, "Promise.resolve(1)", context.Canceled},
		{"over a rejection", cancelled, "Promise.reject(1)", context.Canceled},
		{"over what can't be awaited", cancelled, "{get then() { throw 1 }}", context.Canceled},
		{"as a deadline", late, "Promise.resolve(1)", context.DeadlineExceeded},
	} {
		t.Run(tt.name, func(t *testing.T) {
			noLeaks(t)
			if _, err := Await(tt.ctx, eval(tt.js)); err != tt.want {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			turn(t)
		})
	}
}

// expired is a context that ended after its waiter had been woken with a value.
type expired struct{ context.Context }

func (expired) Done() <-chan struct{} { return nil }
func (expired) Err() error            { return context.DeadlineExceeded }

// TestAwait_contextWinsOverPromise makes sure that the context wins and that the value, which
// may have to be closed, isn't lost.
func TestAwait_contextWinsOverPromise(t *testing.T) {
	for _, tt := range []struct {
		name, js, want string
	}{
		{"with a value", "Promise.resolve('value')", "value"},
		{"with a rejection", "Promise.reject('reason')", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			noLeaks(t)
			dropped := ""
			drop := func(v js.Value) { dropped = v.String() }
			if _, err := AwaitOwned(expired{context.Background()}, eval(tt.js), drop); err != context.DeadlineExceeded {
				t.Errorf("got %v, want context.DeadlineExceeded", err)
			}
			if dropped != tt.want {
				t.Errorf("dropped %q, want %q", dropped, tt.want)
			}
		})
	}
}

func TestListen(t *testing.T) {
	noLeaks(t)
	target := js.Global().Get("EventTarget").New()
	var heard []string
	stop := must.Get(Listen(target, "ping", func(e js.Value) { heard = append(heard, e.Get("type").String()) }))(t)
	ping := js.Global().Get("Event").New("ping")
	target.Call("dispatchEvent", ping)
	target.Call("dispatchEvent", ping)
	stop()
	stop()
	target.Call("dispatchEvent", ping)
	if len(heard) != 2 || heard[0] != "ping" {
		t.Errorf("heard %v, want ping twice", heard)
	}
	if _, err := Listen(eval("{}"), "ping", func(js.Value) {}); err == nil {
		t.Error("listening to a plain object made no error")
	}
}
