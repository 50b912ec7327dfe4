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
		{"unknown operation", "POST", "/inject", `{"operation":"add part"}`, 400},
		{"unknown drop", "POST", "/inject", `{"drop":"sometimes"}`, 400},
		{"unknown member", "POST", "/inject", `{"delay":1}`, 400},
		{"no JSON", "POST", "/inject", `status`, 400},
		{"over 8 KiB", "POST", "/inject", `{"path":"` + strings.Repeat("a", 8<<10) + `"}`, 400},
		{"GET", "GET", "/inject", ``, 405},
		{"expire", "POST", "/expire", `{"execution":"` + w.execution + `"}`, 204},
		{"expire what isn't there", "POST", "/expire", `{"execution":"` + uuid.NewString() + `"}`, 404},
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
