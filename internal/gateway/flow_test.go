package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"credential-capture/apiclient"
	"credential-capture/fault"
	"credential-capture/internal/observe"
	"credential-capture/internal/sandbox"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

// These tests run whole flows with the real client: client → gateway → network → sandbox.

// flow is one session.
type flow struct {
	t       *testing.T
	api     *fakeService
	metrics *observe.Metrics
	site    *httptest.Server
	log     *lines
	init    []byte
	session *apiclient.Session
}

// lines is a log for concurrent writers.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *lines) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *lines) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func newFlow(t *testing.T, c apiclient.Config) *flow {
	t.Helper()
	f := &flow{t: t, api: newFakeService(t), log: &lines{}, metrics: observe.NewMetrics()}
	logger, before := slog.New(slog.NewJSONHandler(f.log, &slog.HandlerOptions{Level: slog.LevelDebug})), slog.Default()
	slog.SetDefault(logger)
	t.Cleanup(func() { slog.SetDefault(before) })
	f.site = httptest.NewServer(siteOf(t, Config{
		API: f.api.URL, Getenv: getenv, Observer: &observe.Observer{Log: logger, Metrics: f.metrics},
	}))
	t.Cleanup(f.site.Close)
	f.init = f.open()
	client := must.Get(apiclient.New(c))(t)
	f.session = must.Get(client.Session(f.init))(t)
	return f
}

func (f *flow) open() []byte {
	f.t.Helper()
	resp, err := http.Post(f.site.URL+"/session", "application/json", strings.NewReader(
		`{"credentials":[{"category":"ID","type":"ID_CARD"},{"category":"SELFIE"},{"category":"DOCUMENT","type":"UB"},{"category":"DATA"}]}`))
	must.Succeed(f.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != 200 {
		f.t.Fatalf("%d %s, %v", resp.StatusCode, body, err)
	}
	return body
}

func (f *flow) execution() string {
	return member(decoded(f.t, f.init), "workflowExecution", "id").(string)
}

func (f *flow) inject(fault sandbox.Fault) {
	f.t.Helper()
	must.Succeed(f.t, f.api.api.(*sandbox.Sandbox).Inject(fault))
}

func photo(w, h int) apiclient.File {
	return apiclient.File{Type: "image/jpeg", Content: bytes.NewReader(testpic.JPEGHeader(w, h))}
}

func (f *flow) add(part apiclient.Part) error {
	_, err := f.session.AddPart(f.t.Context(), part, photo(800, 600), nil)
	return err
}

// all uses every operation and finalizes.
func (f *flow) all() error {
	ctx, s := f.t.Context(), f.session
	document := func(files ...apiclient.File) error { _, err := s.UploadDocument(ctx, "", files, nil); return err }
	for _, step := range []func() error{
		func() error { return f.add("FRONT") },
		func() error { return f.add("BACK") },
		func() error { return f.add("FACE") },
		func() error { _, err := s.UpdatePart(ctx, "FRONT", photo(900, 600), nil); return err },
		func() error { return s.DeletePart(ctx, "BACK", nil) },
		func() error { return f.add("BACK") },
		func() error { return document(photo(800, 600), photo(600, 800)) },
		func() error { return s.DeletePages(ctx, "", nil) },
		func() error { return document(photo(800, 600)) },
		func() error {
			_, err := s.SubmitData(ctx, &apiclient.PreparedData{FirstName: "Ada", LastName: "Lovelace"}, nil)
			return err
		},
		func() error { return s.Finalize(ctx) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// finalized reads the sandbox.
func (f *flow) finalized() bool {
	c, known := f.api.api.(*sandbox.Sandbox).Contents(f.execution(), func(string, string, int) string { return "" })
	return known && c["finalized"] == true
}

// TestFlow: all seven operations; log and metrics have each of them, and no personal data.
func TestFlow(t *testing.T) {
	f := newFlow(t, apiclient.Config{})
	if err := f.all(); err != nil || !f.finalized() {
		t.Fatalf("%v; finalized: %v", err, f.finalized())
	}
	var operations []string
	for line := range strings.Lines(f.log.String()) {
		var l struct {
			Msg, ID, Operation, Method, Class, Execution string
			Status                                       int
			In, Out                                      int64
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if l.Msg != "request" || l.ID == "" || l.Status != 200 || l.Class != "2xx" || l.Execution != f.execution() || l.Out == 0 {
			t.Errorf("logged %s", line)
		}
		if l.Operation == "addPart" && l.In < 100 {
			t.Errorf("no bytes: %s", line)
		}
		operations = append(operations, l.Operation)
	}
	want := "session addPart addPart addPart updatePart deletePart addPart uploadDocument deletePages uploadDocument submitData finalize"
	if got := strings.Join(operations, " "); got != want {
		t.Errorf("logged %s\nwant   %s", got, want)
	}
	account := member(decoded(t, f.init), "account", "id").(string)
	private := []string{secret, "Ada", "Lovelace", "Bearer", "127.0.0.1", account, "?"}
	for _, m := range regexp.MustCompile(`"token":"([^"]+)"`).FindAllSubmatch(f.init, -1) {
		private = append(private, string(m[1]))
	}
	for _, p := range private {
		if strings.Contains(f.log.String(), p) {
			t.Errorf("%q is logged", p)
		}
	}
	metrics := f.exported()
	for _, line := range []string{
		`credential_capture_requests_total{class="2xx",operation="addPart"} 4`,
		`credential_capture_requests_total{class="2xx",operation="session"} 1`,
		`credential_capture_request_duration_seconds_count{operation="finalize"} 1`,
		`credential_capture_token_grants_total{outcome="ok"} 1`,
		`credential_capture_token_grants_total{outcome="failed"} 0`,
		`credential_capture_bodies_in_flight 0`,
		`credential_capture_requests_in_flight 0`,
		`credential_capture_hrefs_refused_total 0`,
		`go_goroutines`, `process_resident_memory_bytes`,
	} {
		if !strings.Contains(metrics, line) {
			t.Errorf("/metrics lacks %s", line)
		}
	}
	if strings.Contains(metrics, f.execution()) || strings.Contains(metrics, account) {
		t.Error("the metrics have an id")
	}
}

// exported is the answer of /metrics.
func (f *flow) exported() string {
	w := httptest.NewRecorder()
	f.metrics.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	return w.Body.String()
}

// TestFlow_serviceFails: the client's code, the log and the metrics of each failure.
func TestFlow_serviceFails(t *testing.T) {
	const giant = 2 << 20
	for _, tt := range []struct {
		name  string
		cause func(*flow)
		code  fault.Code // of the upload; "" when it succeeds all the same
		log   string     // is in the log
		count string     // is in the metrics
	}{
		{"5xx once", func(f *flow) { f.inject(sandbox.Fault{Operation: "addPart", Status: 503}) }, "", `"class":"5xx"`,
			`upstream_errors_total{call="operation",kind="5xx"} 1`},
		{"5xx all the time", func(f *flow) { f.inject(sandbox.Fault{Operation: "addPart", Status: 500, Times: 9}) }, fault.Server, `"class":"5xx"`,
			`upstream_errors_total{call="operation",kind="5xx"} 2`},
		{"cut before the body", func(f *flow) { f.inject(sandbox.Fault{Operation: "addPart", Drop: sandbox.Before}) }, "", `"kind":"unreachable"`,
			`upstream_errors_total{call="operation",kind="unreachable"} 1`},
		{"answer lost", func(f *flow) { f.inject(sandbox.Fault{Operation: "addPart", Drop: sandbox.Done}) }, "", `"kind":"unreachable"`,
			`upstream_errors_total{call="operation",kind="unreachable"} 1`},
		{"answer cut in the middle", func(f *flow) { f.inject(sandbox.Fault{Operation: "addPart", Drop: sandbox.Middle}) }, "", `"kind":"unreachable"`,
			`upstream_errors_total{call="operation",kind="unreachable"} 1`},
		{"throttled once", func(f *flow) { f.inject(sandbox.Fault{Operation: "addPart", Status: 429, RetryAfter: "0"}) }, "", `"status":429`, ``},
		{"giant answer", func(f *flow) { f.api.replace("/FACE", says(200, `{"api":"`+strings.Repeat("a", giant)+`"}`)) }, fault.Server, `over 1 MiB`,
			`upstream_errors_total{call="operation",kind="answer"} 2`},
		{"HTML", func(f *flow) { f.api.replace("/FACE", says(200, `<html>`)) }, fault.Server, `no JSON`, `kind="answer"} 2`},
		{"away", func(f *flow) { f.api.Close() }, fault.Server, `"kind":"unreachable"`, `upstream_errors_total{call="operation",kind="unreachable"} 2`},
		{"slow", func(f *flow) {
			f.inject(sandbox.Fault{Operation: "addPart", Latency: time.Minute, Times: 9})
		}, fault.Timeout, `"class":"gone"`, `requests_total{class="gone",operation="addPart"} 2`},
		{"another's token", func(f *flow) { f.api.replace("/FACE", says(403, `{"detail":"secret of the service"}`)) }, fault.Forbidden, `"status":403`, ``},
		{"redirect", func(f *flow) {
			f.api.replace("/FACE", func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "https://evil.example/", http.StatusTemporaryRedirect)
			})
		}, fault.Forbidden, `"status":307`, ``},
	} {
		t.Run(tt.name, func(t *testing.T) {
			config := apiclient.Config{MaxAttempts: 2, MaxWait: time.Millisecond}
			if tt.code == fault.Timeout {
				config.AttemptTimeout = 300 * time.Millisecond
			}
			f := newFlow(t, config)
			tt.cause(f)
			err := f.add("FACE")
			must.Code(t, err, tt.code)
			f.site.Config.SetKeepAlivesEnabled(false)
			f.site.Close() // until what the client has left is over
			if log := f.log.String(); !strings.Contains(log, tt.log) || strings.Contains(log, secret) || strings.Contains(log, "Bearer") {
				t.Errorf("logged %s, want %s", log, tt.log)
			}
			if metrics := f.exported(); !strings.Contains(metrics, tt.count) || !strings.Contains(metrics, "bodies_in_flight 0") {
				t.Errorf("/metrics lacks %s", tt.count)
			}
		})
	}
}

// TestFlow_renewal: after its tokens have expired, the client gets a new session and finishes.
func TestFlow_renewal(t *testing.T) {
	var f *flow
	renewed := 0
	f = newFlow(t, apiclient.Config{Renew: func(context.Context) ([]byte, error) {
		renewed++
		f.init = f.open()
		return f.init, nil
	}})
	must.Succeed(t, f.add("FRONT"))
	if !f.api.api.(*sandbox.Sandbox).Expire(f.execution()) {
		t.Fatal("nothing to end")
	}
	if err := f.all(); err != nil || renewed != 1 || !f.finalized() {
		t.Errorf("%v; renewed %d times, finalized: %v", err, renewed, f.finalized())
	}
}

// TestFlow_foreignHref: foreign hrefs in an answer are removed, get no token, and the flow
// continues with the known ones.
func TestFlow_foreignHref(t *testing.T) {
	f := newFlow(t, apiclient.Config{})
	stolen := make(chan string, 10)
	thief := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { stolen <- r.Header.Get("Authorization") }))
	defer thief.Close()
	api := f.api.api
	f.api.replace("/FRONT", func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		api.ServeHTTP(rec, r)
		for name, values := range rec.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(rec.Code)
		_, _ = io.WriteString(w, strings.ReplaceAll(rec.Body.String(), f.api.URL, thief.URL))
	})
	if err := f.all(); err != nil || !f.finalized() {
		t.Errorf("%v; finalized: %v", err, f.finalized())
	}
	if len(stolen) > 0 {
		t.Errorf("the other origin was sent %q", <-stolen)
	}
	if !strings.Contains(f.log.String(), "left out") || !strings.Contains(f.exported(), "hrefs_refused_total 6") {
		t.Errorf("not logged: %s", f.log)
	}
}

// TestFlow_requestID: a request's id is kept or made, and is in the log, the answer and the
// service's request.
func TestFlow_requestID(t *testing.T) {
	f := newFlow(t, apiclient.Config{})
	href := member(decoded(t, f.init), "workflowExecution", "credentials", 1, "api", "parts", "face").(string)
	for _, tt := range []struct {
		name, given string
		taken       bool
	}{
		{"none", "", false},
		{"a balancer's", "Root.1-67891233_abc", true},
		{"64 characters", strings.Repeat("a", 64), true},
		{"65 characters", strings.Repeat("a", 65), false},
		{"what would break a log", `"a=b`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, _ := http.NewRequestWithContext(t.Context(), "DELETE", href, nil)
			r.Header.Set("Authorization", "Bearer x")
			if tt.given != "" {
				r.Header.Set("X-Request-Id", tt.given)
			}
			resp := must.Get(http.DefaultClient.Do(r))(t)
			resp.Body.Close()
			id := resp.Header.Get("X-Request-Id")
			if id == "" || (id == tt.given) != tt.taken {
				t.Errorf("the page gets the id %q", id)
			}
			f.api.mu.Lock()
			sent := f.api.got[len(f.api.got)-1].Header.Get("X-Request-Id")
			f.api.mu.Unlock()
			if sent != id {
				t.Errorf("the service gets the id %q, the page %q", sent, id)
			}
			if !slices.ContainsFunc(strings.Split(f.log.String(), "\n"), func(line string) bool {
				return strings.Contains(line, `"id":"`+id+`"`) && strings.Contains(line, `"status":401`)
			}) {
				t.Errorf("%s is not logged: %s", id, f.log)
			}
		})
	}
}
