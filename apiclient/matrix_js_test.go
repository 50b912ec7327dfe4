package apiclient_test

import (
	"context"
	"slices"
	"syscall/js"
	"testing"

	"credential-capture/apiclient"
	"credential-capture/fault"
)

// particular are the rows that a browser handles in its own way: it hides why a connection
// failed, repeats requests, follows or hides redirects, and hides headers that CORS
// doesn't expose.
var particular = []string{
	"connection cut", "429, seconds", "429, a day fast", "redirect elsewhere", "huge JSON", "no body", "hrefs elsewhere", "cancelled",
}

// TestFaultMatrixInTheBrowser goes through these, by fetch and by XMLHttpRequest.
func TestFaultMatrixInTheBrowser(t *testing.T) {
	rows := slices.DeleteFunc(slices.Clone(troubles), func(r trouble) bool { return !slices.Contains(particular, r.name) })
	if len(rows) != len(particular) {
		t.Fatalf("the matrix has %d of %d rows", len(rows), len(particular))
	}
	rows = append(rows, trouble{name: "offline, by the browser's word", device: (*device).loseNetwork, at: []string{before}, codes: []fault.Code{fault.Offline}})
	for _, c := range cells(rows) {
		for _, way := range ways {
			if way.progress && slices.Contains(bodiless, c.operation) {
				continue // without a body there is nothing to tell of
			}
			t.Run(c.row()+", "+c.operation+", "+way.name, func(t *testing.T) {
				e := newErrand(t, c, way.progress)
				e.run()
				if verdict, why := e.judge(); verdict != delivered && verdict != reported {
					t.Errorf("%s: %s", verdict, why)
				}
			})
		}
	}
}

// loseNetwork makes the browser say that there is none.
func (d *device) loseNetwork(string) {
	d.next = func(ctx context.Context, r *apiclient.Request) (*apiclient.Response, error) {
		navigator := js.Global().Get("navigator")
		js.Global().Get("Object").Call("defineProperty", navigator, "onLine", map[string]any{"value": false, "configurable": true})
		defer js.Global().Get("Reflect").Call("deleteProperty", navigator, "onLine")
		return d.tr.RoundTrip(ctx, r)
	}
}
