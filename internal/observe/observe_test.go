package observe

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// seen sends a request to h, and returns the logged line and the metrics.
func seen(t *testing.T, r *http.Request, h http.HandlerFunc) (line map[string]any, metrics string, answer *httptest.ResponseRecorder) {
	t.Helper()
	var b bytes.Buffer
	o := &Observer{Log: slog.New(slog.NewJSONHandler(&b, nil)), Metrics: NewMetrics()}
	now := time.Unix(0, 0)
	before := clock
	clock = func() time.Time { now = now.Add(1500 * time.Millisecond); return now }
	defer func() { clock = before }()
	answer = httptest.NewRecorder()
	func() {
		defer func() {
			if p := recover(); p != nil && !errors.Is(p.(error), http.ErrAbortHandler) {
				t.Error(p)
			}
		}()
		o.Handler(func(r *http.Request) string { return r.PathValue("operation") }, h).ServeHTTP(answer, r)
	}()
	if err := json.Unmarshal(b.Bytes(), &line); err != nil {
		t.Fatalf("%v: %s", err, &b)
	}
	return line, scraped(o.Metrics, "/metrics").Body.String(), answer
}

// scraped is what the metrics' handler answers at a path.
func scraped(m *Metrics, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w
}

func TestObserver_oneLineForEachRequest(t *testing.T) {
	gone, leave := context.WithCancel(t.Context())
	leave()
	for _, tt := range []struct {
		name         string
		ctx          context.Context
		status       int // 200 is not written
		class, level string
	}{
		{"answered", t.Context(), 200, "2xx", "INFO"},
		{"refused", t.Context(), 499, "4xx", "INFO"},
		{"failed", t.Context(), 500, "5xx", "WARN"},
		{"the client has left", gone, 502, "gone", "WARN"},
		{"answered, and then left", gone, 200, "2xx", "INFO"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequestWithContext(tt.ctx, "POST", "/a/person?name=Jane", strings.NewReader("private"))
			r.Header.Set("Authorization", "Bearer private")
			line, metrics, answer := seen(t, r, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.ReadAll(r.Body)
				r.SetPathValue("operation", "addPart")
				r.SetPathValue("execution", "22222222-2222-4222-8222-222222222222")
				if ID(r.Context()) == "" {
					t.Error("the request has no id")
				}
				if tt.status != 200 {
					w.WriteHeader(tt.status)
				}
				_, _ = io.WriteString(w, "1234")
			})
			delete(line, "time")
			id := answer.Header().Get(Header)
			want := map[string]any{"level": tt.level, "msg": "request", "id": id, "operation": "addPart", "method": "POST", "status": float64(tt.status),
				"class": tt.class, "ms": 1500.0, "in": 7.0, "out": 4.0, "execution": "22222222-2222-4222-8222-222222222222"}
			for name, v := range want {
				if line[name] != v {
					t.Errorf("%s is %v, want %v", name, line[name], v)
				}
			}
			if len(line) != len(want) {
				t.Errorf("more is logged: %v", line)
			}
			for _, counted := range []string{`requests_total{class="` + tt.class + `",operation="addPart"} 1`,
				`request_duration_seconds_bucket{operation="addPart",le="1"} 0`, `request_duration_seconds_bucket{operation="addPart",le="2.5"} 1`, "requests_in_flight 0"} {
				if !strings.Contains(metrics, counted) {
					t.Errorf("/metrics lacks %s", counted)
				}
			}
			for _, private := range []string{"private", "Jane", "person", "192.0.2.1"} {
				if strings.Contains(metrics, private) {
					t.Errorf("/metrics has %s", private)
				}
			}
		})
	}
}

// TestObserver_abort: a handler that cuts the connection is counted.
func TestObserver_abort(t *testing.T) {
	line, metrics, _ := seen(t, httptest.NewRequest("BREW", "/", nil), func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	if line["class"] != "none" || line["method"] != "other" || !strings.Contains(metrics, "requests_in_flight 0") {
		t.Errorf("logged %v", line)
	}
	if _, has := line["execution"]; has {
		t.Errorf("it has no execution: %v", line)
	}
}

// TestObserver_nil: without log and metrics.
func TestObserver_nil(t *testing.T) {
	var o *Observer
	w := httptest.NewRecorder()
	o.Handler(func(*http.Request) string { return "" }, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var m *Metrics
		m.Body()()
		m.Granted(nil)
		m.Upstream("a", "b")
		m.Refused(1)
		_, _ = io.WriteString(w, "answer")
	})).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Body.String() != "answer" || w.Header().Get(Header) == "" {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

// TestObserver_interimAnswers: they are not the status.
func TestObserver_interimAnswers(t *testing.T) {
	a := &answer{ResponseWriter: httptest.NewRecorder()}
	if a.WriteHeader(103); a.class(nil) != "none" {
		t.Errorf("103 counts as %s", a.class(nil))
	}
	if a.WriteHeader(201); a.status != 201 {
		t.Errorf("the status is %d", a.status)
	}
}

func TestObserver_metrics(t *testing.T) {
	m := NewMetrics()
	m.Granted(errors.New("x"))
	m.Granted(nil)
	m.Upstream("account", "timeout")
	m.Refused(2)
	done := m.Body()
	text := scraped(m, "/metrics").Body.String()
	for _, line := range []string{`token_grants_total{outcome="failed"} 1`, `token_grants_total{outcome="ok"} 1`,
		`upstream_errors_total{call="account",kind="timeout"} 1`, `hrefs_refused_total 2`, `bodies_in_flight 1`} {
		if !strings.Contains(text, line) {
			t.Errorf("/metrics lacks %s", line)
		}
	}
	done()
	if text := scraped(m, "/metrics").Body.String(); !strings.Contains(text, "bodies_in_flight 0") {
		t.Error("a body that has been read is in flight")
	}
	if w := scraped(m, "/"); w.Code != 404 {
		t.Errorf("/ is answered %d", w.Code)
	}
}

// TestObserver_panic answers a panic and logs its place, not its value.
func TestObserver_panic(t *testing.T) {
	var b bytes.Buffer
	o := &Observer{Log: slog.New(slog.NewJSONHandler(&b, nil)), Metrics: NewMetrics()}
	w := httptest.NewRecorder()
	o.Handler(func(*http.Request) string { return "x" }, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		panic("of Ada Lovelace")
	})).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	text := b.String()
	if w.Code != 500 || !strings.Contains(text, `"msg":"panic"`) || !strings.Contains(text, "TestObserver_panic") || strings.Contains(text, "Ada") {
		t.Errorf("status %d, logged %s", w.Code, text)
	}
	if !strings.Contains(scraped(o.Metrics, "/metrics").Body.String(), `requests_total{class="5xx",operation="x"} 1`) {
		t.Error("it isn't counted as 5xx")
	}
}

// TestNewLog_fields drops fields that are not in the list, and values that are objects.
func TestNewLog_fields(t *testing.T) {
	var b bytes.Buffer
	l := newLog(slog.NewTextHandler(&b, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	l.With("token", "secret", "id", "1").WithGroup("g").Warn("m", "kind", "k", "name", "Ada", "reason", errors.New("secret"), slog.Group("id", "kind", "secret"))
	if got, want := b.String(), "level=WARN msg=m id=1 kind=k\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
