//go:build js && wasm

package jsbridge

import (
	"context"
	"errors"
	"syscall/js"
	"testing"
)

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

func TestAwaitEndsWithItsContext(t *testing.T) {
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

func TestAContextThatHasEndedWins(t *testing.T) {
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

// TestBothHaveHappened makes sure that the context wins and that the value, which
// may have to be closed, isn't lost.
func TestBothHaveHappened(t *testing.T) {
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
	stop, err := Listen(target, "ping", func(e js.Value) { heard = append(heard, e.Get("type").String()) })
	if err != nil {
		t.Fatal(err)
	}
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
