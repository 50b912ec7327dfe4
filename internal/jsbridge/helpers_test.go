//go:build js && wasm

package jsbridge

import (
	"context"
	"syscall/js"
	"testing"

	"credential-capture/test/must"
)

// eval is the value of a JavaScript expression.
func eval(expression string) js.Value {
	return js.Global().Call("eval", "("+expression+")")
}

// sorted is JSON.stringify with every object's members in order: Go's maps have none.
var sorted = eval(`v => JSON.stringify(v, (_, m) => m === null || typeof m !== 'object' || Array.isArray(m) ||
	ArrayBuffer.isView(m) ? m : Object.fromEntries(Object.entries(m).sort()))`)

// asJSON is how tests compare JavaScript values; undefined has no JSON.
func asJSON(v js.Value) string {
	if s := sorted.Invoke(v); s.Type() == js.TypeString {
		return s.String()
	}
	return v.String()
}

// noLeaks fails the test when it ends with more Funcs than it began with, or when
// JavaScript called one that was released already.
func noLeaks(t *testing.T) {
	t.Helper()
	before := liveFuncs.Load()
	console := js.Global().Get("console")
	original := console.Get("error")
	complaints := eval("[]")
	console.Set("error", complaints.Get("push").Call("bind", complaints))
	t.Cleanup(func() {
		turn(t)
		console.Set("error", original)
		if now := liveFuncs.Load(); now != before {
			t.Errorf("%d Funcs live, %d before the test", now, before)
		}
		if complaints.Length() != 0 {
			t.Errorf("console: %s", asJSON(complaints))
		}
	})
}

// turn lets JavaScript run everything that is due, callbacks of promises included.
func turn(t *testing.T) {
	t.Helper()
	must.Get(Await(context.Background(), eval("new Promise(done => setTimeout(done, 0))")))(t)
}
