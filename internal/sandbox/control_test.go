package sandbox_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/uuid"

	"credential-capture/internal/sandbox"
)

func TestControl(t *testing.T) {
	in, w := opened(t, sandbox.Options{}, all)
	for _, tt := range []struct {
		name, method, path, body string
		status                   int
	}{
		{"inject", "POST", "/inject", `{"method":"PUT","path":"/nowhere","operation":"finalize","times":2,"status":500,"retryAfter":"1","latencyMs":1,"drop":""}`, 204},
		{"inject a drop", "POST", "/inject", `{"path":"/nowhere","drop":"answer"}`, 204},
		{"inject everything that goes together", "POST", "/inject", `{"path":"/nowhere","at":"during","bytes":1,"rate":9,"expire":true,"idle":true,"skewMs":-1,"status":302,"retryInMs":0,"location":"/","answer":"html"}`, 204},
		{"inject an answer while the body is read", "POST", "/inject", `{"path":"/nowhere","at":"during","status":500}`, 400},
		{"unknown operation", "POST", "/inject", `{"operation":"add part"}`, 400},
		{"unknown drop", "POST", "/inject", `{"drop":"sometimes"}`, 400},
		{"unknown member", "POST", "/inject", `{"delay":1}`, 400},
		{"no JSON", "POST", "/inject", `status`, 400},
		{"over 8 KiB", "POST", "/inject", `{"path":"` + strings.Repeat("a", 8<<10) + `"}`, 400},
		{"GET", "GET", "/inject", ``, 405},
		{"expire", "POST", "/expire", `{"execution":"` + w.execution + `"}`, 204},
		{"expire an unknown execution", "POST", "/expire", `{"execution":"` + uuid.NewString() + `"}`, 404},
		{"log", "POST", "/log", `{"execution":"` + w.execution + `"}`, 200},
		{"log of an unknown execution", "POST", "/log", `{"execution":"` + uuid.NewString() + `"}`, 200},
		{"log of several executions", "POST", "/log", `{"executions":[]}`, 400},
		{"another path", "POST", "/reset", `{}`, 404},
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

// TestRequestLog: it has one execution's requests since Control was called, answered or not.
func TestRequestLog(t *testing.T) {
	in := newService(t, sandbox.Options{})
	w, other := in.open(all), in.open(all)
	w.upload("POST", "ID", "FRONT", jpegOf(400, 300)).want(t, 200)
	if got := in.s.RequestLog(w.execution); got != nil {
		t.Errorf("%v is kept before Control is called", got)
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
	control.ServeHTTP(rec, httptest.NewRequest("POST", "/log", strings.NewReader(`{"execution":"`+w.execution+`"}`)))
	const want = `{"requests":[{"operation":"addPart","part":"FRONT","status":409},{"operation":"deletePart","part":"FRONT","status":200}],"waiting":2}`
	if got := strings.TrimSpace(rec.Body.String()); got != want {
		t.Errorf("the log is\n got %s\nwant %s", got, want)
	}
}

func TestCORS(t *testing.T) {
	in, w := opened(t, sandbox.Options{Origins: []string{"https://page.example", "http://127.0.0.1:*"}}, all)
	for _, tt := range []struct {
		name, origin string
		allowed      bool
	}{
		{"configured", "https://page.example", true},
		{"any port", "http://127.0.0.1:49152", true},
		{"no origin", "", false},
		{"another", "https://other.example", false},
		{"another scheme", "http://page.example", false},
		{"with a port", "https://page.example:8443", false},
		{"that begins like it", "https://page.example.evil", false},
		{"no port", "http://127.0.0.1", false},
		{"empty port", "http://127.0.0.1:", false},
		{"a host that begins like it", "http://127.0.0.1:80.evil.example", false},
		{"the pattern itself", "http://127.0.0.1:*", false},
		{"null", "null", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			header := map[string]string{}
			if tt.origin != "" {
				header["Origin"] = tt.origin
			}
			header["Access-Control-Request-Method"] = "PUT"
			preflight := in.do(request{method: "OPTIONS", path: w.partPath("ID", "FRONT"), header: header}).want(t, 204)
			actual := in.do(request{method: "DELETE", path: w.partPath("ID", "FRONT"), token: "abc", header: header}).want(t, 401)
			for _, r := range []reply{preflight, actual} {
				want := ""
				if tt.allowed {
					want = tt.origin
				}
				if got := r.header.Get("Access-Control-Allow-Origin"); got != want {
					t.Errorf("%d allows %q, want %q", r.status, got, want)
				}
				if r.header.Get("Vary") != "Origin" {
					t.Errorf("Vary is %q", r.header.Get("Vary"))
				}
				if r.header.Get("Access-Control-Allow-Credentials") != "" {
					t.Error("cookies are allowed")
				}
			}
			methods := preflight.header.Get("Access-Control-Allow-Methods")
			if tt.allowed != (methods != "") || tt.allowed && !strings.Contains(methods, "DELETE") {
				t.Errorf("the methods are %q", methods)
			}
			if headers := preflight.header.Get("Access-Control-Allow-Headers"); tt.allowed && !strings.Contains(headers, "Authorization") {
				t.Errorf("the headers are %q", headers)
			}
		})
	}
}

func TestCORS_noOrigins(t *testing.T) {
	in := newService(t, sandbox.Options{})
	r := in.do(request{method: "OPTIONS", path: "/api/v1/accounts", header: map[string]string{"Origin": "http://127.0.0.1:1"}})
	if r.want(t, 204).header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("another origin is allowed")
	}
}
