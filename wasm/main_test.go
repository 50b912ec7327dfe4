//go:build js && wasm

package main

import (
	"context"
	"errors"
	"strings"
	"syscall/js"
	"testing"
	"time"

	"credential-capture/imageproc/gocodec"
	"credential-capture/internal/jsbridge"
)

// program is one instance of the module as the page sees it, without the page.
type program struct {
	exports js.Value
	events  []event
	fresh   js.Value // what renew answers, undefined for nothing
	renewed int
}

type event struct {
	session int
	kind    string
	detail  js.Value
}

func (e event) String() string { return e.kind + " " + asJSON(e.detail) }

// start makes a program with the Go codec, so that what is tested doesn't depend on
// the browser's.
func start(t *testing.T) *program {
	t.Helper()
	p := &program{fresh: js.Undefined()}
	emit := js.FuncOf(func(_ js.Value, args []js.Value) any {
		p.events = append(p.events, event{args[0].Int(), args[1].String(), args[2]})
		return nil
	})
	renew := js.FuncOf(func(js.Value, []js.Value) any {
		p.renewed++
		return js.Global().Get("Promise").Call("resolve", p.fresh)
	})
	t.Cleanup(emit.Release)
	t.Cleanup(renew.Release)
	a := newApp(gocodec.New())
	a.page = js.ValueOf(map[string]any{"emit": emit, "renew": renew})
	p.exports = a.exports()
	return p
}

// call calls an export as web/capture/dispatcher.js does and waits for its promise.
func (p *program) call(t *testing.T, name string, args ...any) (js.Value, *failure) {
	t.Helper()
	return settle(t, p.exports.Call(name, args, js.Undefined(), js.Undefined()))
}

// failure is what a promise was rejected with.
type failure struct{ name, code, field, message string }

func settle(t *testing.T, promise js.Value) (js.Value, *failure) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	v, err := jsbridge.Await(ctx, promise)
	var thrown *jsbridge.ThrowError
	switch {
	case err == nil:
		return v, nil
	case !errors.As(err, &thrown):
		t.Fatalf("the promise was not settled: %v", err)
	}
	text := func(name string) string {
		if member := thrown.Value.Get(name); member.Type() == js.TypeString {
			return member.String()
		}
		return ""
	}
	return js.Undefined(), &failure{text("name"), text("code"), text("field"), text("message")}
}

// must is for calls that have to succeed.
func (p *program) must(t *testing.T, name string, args ...any) js.Value {
	t.Helper()
	v, failed := p.call(t, name, args...)
	if failed != nil {
		t.Fatalf("%s: %+v", name, *failed)
	}
	return v
}

// fails is for calls that have to be rejected with a code, because of a field unless it is "".
func (p *program) fails(t *testing.T, code, field, name string, args ...any) {
	t.Helper()
	wantFailure(t, p.exports.Call(name, args, js.Undefined(), js.Undefined()), code, field)
}

// wantFailure is fails for a promise.
func wantFailure(t *testing.T, promise js.Value, code, field string) {
	t.Helper()
	if _, failed := settle(t, promise); failed == nil || failed.code != code || field != "" && failed.field != field {
		t.Errorf("got %+v, want %s on %q", failed, code, field)
	}
}

func blob(b []byte) js.Value {
	return js.Global().Get("Blob").New([]any{jsbridge.Uint8Array(b)})
}

// eval evaluates a JavaScript expression.
func eval(expression string) js.Value { return js.Global().Call("eval", "("+expression+")") }

func asJSON(v js.Value) string {
	s := js.Global().Get("JSON").Call("stringify", v)
	if s.IsUndefined() {
		return "undefined"
	}
	return s.String()
}

func TestExports(t *testing.T) {
	p := start(t)
	const want = "addPart analyze cascade deletePages deletePart exit finalize fit fitDocument forget mrzWeights open readMRZ stats submitData thumbnail updatePart uploadDocument validate version"
	keys := js.Global().Get("Object").Call("keys", p.exports).Call("sort").Call("join", " ").String()
	if keys != want {
		t.Errorf("got %s, want %s", keys, want)
	}
	if got := p.exports.Get("version").String(); got != version {
		t.Errorf("version is %q, want %q", got, version)
	}
}

func TestExit_twice(t *testing.T) {
	a := newApp(gocodec.New())
	exports := a.exports()
	exports.Call("exit")
	exports.Call("exit")
	<-a.quit
	select {
	case <-a.quit:
		t.Error("quit twice")
	default:
	}
}

func TestStats(t *testing.T) {
	p := start(t)
	got := p.must(t, "stats").Get("goHeapBytes")
	if got.Type() != js.TypeNumber || got.Float() < 1<<16 {
		t.Errorf("goHeapBytes is %s", asJSON(got))
	}
}

// TestHostileArguments calls every export with what no honest page sends. Each must
// reject, with the right code, and the program must live on.
func TestHostileArguments(t *testing.T) {
	p := start(t)
	throwing := "new Proxy({}, {get() { throw new Error('no') }, ownKeys() { throw new Error('no') }, getPrototypeOf() { throw new Error('no') }})"
	for _, name := range []string{"validate", "fit", "fitDocument", "open", "addPart", "updatePart", "deletePart", "submitData", "uploadDocument", "deletePages", "finalize", "forget"} {
		for _, args := range []string{
			"undefined", "null", "7", "[]", "[undefined]", "['text']", "[{}]", "[{size: 5}]", "[Symbol()]", "[() => 1]",
			"[" + throwing + "]", "[new Blob(['x']), " + throwing + "]", "[1, " + throwing + ", " + throwing + "]",
			"[Object.create(Blob.prototype)]", "[NaN]",
		} {
			t.Run(name+" "+strings.ReplaceAll(args, throwing, "{throws}"), func(t *testing.T) {
				list := eval(args)
				if name == "forget" && list.Type() == js.TypeObject && list.Length() > 0 && list.Index(0).Type() == js.TypeNumber {
					return // a key: nothing to refuse
				}
				_, failed := settle(t, p.exports.Call(name, list))
				if failed == nil || failed.code != "bad_option" && failed.code != "invalid_session" {
					t.Errorf("got %+v, want bad_option or invalid_session", failed)
				}
			})
		}
	}
	p.must(t, "stats")
}
