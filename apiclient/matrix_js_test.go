package apiclient_test

import (
	"context"
	"slices"
	"syscall/js"
	"testing"

	"credential-capture/apiclient"
	"credential-capture/fault"
)

// browserRows are the rows that a browser handles in its own way: it hides why a connection
// failed, repeats requests, follows or hides redirects, and hides headers that CORS
// doesn't expose.
var browserRows = []string{
	"connection cut", "429, seconds over MaxWait", "429, a day fast", "redirect elsewhere", "huge JSON", "no body", "hrefs elsewhere", "cancelled",
}

// TestFaultMatrix_inTheBrowser runs these rows. Half of the operations with a body report
// progress, and are sent by XMLHttpRequest; the rest by fetch. Each run exchanges them.
func TestFaultMatrix_inTheBrowser(t *testing.T) {
	rows := slices.DeleteFunc(slices.Clone(matrix), func(r row) bool { return !slices.Contains(browserRows, r.name) })
	if len(rows) != len(browserRows) {
		t.Fatalf("the matrix has %d of %d rows", len(rows), len(browserRows))
	}
	rows = append(rows, row{name: "navigator.onLine is false", device: (*device).loseNetwork, points: []string{before}, codes: []fault.Code{fault.Offline}})
	for i, f := range runs(rows) {
		t.Run(f.String(), func(t *testing.T) {
			c := newCaller(t, f, [2][]string{{"addPart", "uploadDocument"}, {"updatePart", "submitData"}}[i%2])
			c.run()
			if verdict, why := c.judge(); verdict != delivered && verdict != reported {
				t.Errorf("%s: %s", verdict, why)
			}
		})
	}
}

// loseNetwork sets navigator.onLine to false for the next request.
func (d *device) loseNetwork(string) {
	d.next = func(ctx context.Context, r *apiclient.Request) (*apiclient.Response, error) {
		navigator := js.Global().Get("navigator")
		js.Global().Get("Object").Call("defineProperty", navigator, "onLine", map[string]any{"value": false, "configurable": true})
		defer js.Global().Get("Reflect").Call("deleteProperty", navigator, "onLine")
		return d.tr.RoundTrip(ctx, r)
	}
}
