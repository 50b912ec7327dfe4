package sandbox_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/uuid"

	"credential-capture/internal/sandbox"
)

func TestControl(t *testing.T) {
	in := newService(t, sandbox.Options{})
	w := in.open(all)
	for _, tt := range []struct {
		name, method, path, body string
		status                   int
	}{
		{"inject", "POST", "/inject", `{"method":"PUT","path":"/nowhere","operation":"finalize","times":2,"status":500,"retryAfter":"1","latencyMs":1,"drop":""}`, 204},
		{"inject a drop", "POST", "/inject", `{"path":"/nowhere","drop":"answer"}`, 204},
		{"inject all that goes together", "POST", "/inject", `{"path":"/nowhere","at":"during","bytes":1,"rate":9,"expire":true,"idle":true,"skewMs":-1,"status":302,"retryInMs":0,"location":"/","answer":"html"}`, 204},
		{"inject what never strikes", "POST", "/inject", `{"path":"/nowhere","at":"during","status":500}`, 400},
		{"unknown operation", "POST", "/inject", `{"operation":"add part"}`, 400},
		{"unknown drop", "POST", "/inject", `{"drop":"sometimes"}`, 400},
		{"unknown member", "POST", "/inject", `{"delay":1}`, 400},
		{"no JSON", "POST", "/inject", `status`, 400},
		{"over 8 KiB", "POST", "/inject", `{"path":"` + strings.Repeat("a", 8<<10) + `"}`, 400},
		{"GET", "GET", "/inject", ``, 405},
		{"expire", "POST", "/expire", `{"execution":"` + w.execution + `"}`, 204},
		{"expire what isn't there", "POST", "/expire", `{"execution":"` + uuid.NewString() + `"}`, 404},
		{"carried", "POST", "/carried", `{"execution":"` + w.execution + `"}`, 200},
		{"carried by nobody", "POST", "/carried", `{"execution":"` + uuid.NewString() + `"}`, 200},
		{"carried by all", "POST", "/carried", `{"executions":[]}`, 400},
		{"elsewhere", "POST", "/reset", `{}`, 404},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rec := httptest.NewRecorder()
			in.s.Control().ServeHTTP(rec, httptest.NewRequest(tt.method, tt.path, strings.NewReader(tt.body)))
			if rec.Code != tt.status {
				t.Errorf("got %d %s, want %d", rec.Code, rec.Body, tt.status)
			}
		})
	}
	w.upload("POST", "ID", "FRONT", jpegOf(400, 300)).want(t, 401) // expired
	in.do(request{method: "POST", path: "/inject", body: []byte(`{}`)}).want(t, 404)
}

// TestWhatWasCarriedOut is told of one execution, whether its answer was lost or not,
// from the first call of Control on.
func TestWhatWasCarriedOut(t *testing.T) {
	in := newService(t, sandbox.Options{})
	w, other := in.open(all), in.open(all)
	w.upload("POST", "ID", "FRONT", jpegOf(400, 300)).want(t, 200)
	if got := in.s.Carried(w.execution); got != nil {
		t.Errorf("%v is kept, and nobody asked", got)
	}
	control := in.s.Control()
	_ = in.s.Inject(sandbox.Fault{Path: w.execution, Status: 503, At: sandbox.Done})
	_ = in.s.Inject(sandbox.Fault{Path: w.execution, Status: 503})
	_ = in.s.Inject(sandbox.Fault{Path: w.execution, Status: 503, Operation: "finalize", Times: 2})
	w.upload("POST", "ID", "FRONT", jpegOf(400, 300)).want(t, 503)
	w.upload("PUT", "ID", "FRONT", jpegOf(400, 300)).want(t, 503)
	w.send("DELETE", "ID", "FRONT", "", nil).want(t, 200)
	other.finalize(other.credentials["ID"].token).want(t, 400)
	rec := httptest.NewRecorder()
	control.ServeHTTP(rec, httptest.NewRequest("POST", "/carried", strings.NewReader(`{"execution":"`+w.execution+`"}`)))
	const want = `{"requests":[{"operation":"addPart","part":"FRONT","status":409},{"operation":"deletePart","part":"FRONT","status":200}],"waiting":2}`
	if got := strings.TrimSpace(rec.Body.String()); got != want {
		t.Errorf("carried out\n got %s\nwant %s", got, want)
	}
}
