package sandbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"credential-capture/internal/middleware"
)

// inject handles r with a fault.
func (s *Sandbox) inject(w http.ResponseWriter, r *http.Request, f *Fault) {
	if f.Skew != 0 {
		w.Header().Set("Date", s.options.Now().Add(f.Skew).UTC().Format(http.TimeFormat))
	}
	if f.Rate > 0 {
		r.Body = &throttledBody{r.Body, r, f.Rate}
	}
	var real *httptest.ResponseRecorder
	switch f.At {
	case During:
		if !f.replaces() {
			r.Body = &tripwire{ReadCloser: r.Body, left: f.Bytes, then: func() bool { return s.trigger(r, f) }}
			s.handle(w, r)
			return
		}
		_, _ = io.CopyN(io.Discard, r.Body, f.Bytes)
	case After:
		body, _ := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
		r.Body = io.NopCloser(bytes.NewReader(body))
	case Done, Middle:
		real = s.record(r)
	}
	if s.trigger(r, f) {
		s.reply(w, r, f, real)
	}
}

// replaces reports whether the request doesn't get its own answer.
func (f *Fault) replaces() bool { return f.Drop != "" || f.Status != 0 || f.Answer != "" }

// trigger ends tokens or session and waits. It reports whether the client is still there.
func (s *Sandbox) trigger(r *http.Request, f *Fault) (goOn bool) {
	if f.Expire || f.Idle {
		s.end(executionOf(r), f.Expire, f.Idle)
	}
	return wait(r, f.Latency)
}

// reply answers after trigger. Real is the API's answer, nil when it hasn't handled the
// request.
func (s *Sandbox) reply(w http.ResponseWriter, r *http.Request, f *Fault, real *httptest.ResponseRecorder) {
	switch {
	case f.Drop == Middle:
		write(w, real, real.Body.Len()/2)
		_ = http.NewResponseController(w).Flush()
		cut(w, false)
	case f.Drop != "":
		if f.Delay > 0 {
			s.delayed.add(r, f.Delay)
		}
		cut(w, true)
	case f.Status != 0:
		s.writeStatus(w, f)
	case f.Answer != "" && derived[f.Answer] == nil:
		writeFixed(w, http.StatusOK, f.Answer)
	case real != nil:
		if f.Answer != "" {
			derived[f.Answer](real)
		}
		write(w, real, real.Body.Len())
	default:
		s.handle(w, r)
	}
}

// writeStatus answers with a fault's status.
func (s *Sandbox) writeStatus(w http.ResponseWriter, f *Fault) {
	switch {
	case f.RetryIn != nil:
		at := s.options.Now().Add(f.Skew)
		w.Header().Set("Date", at.UTC().Format(http.TimeFormat))
		w.Header().Set("Retry-After", at.Add(*f.RetryIn).UTC().Format(http.TimeFormat))
	case f.RetryAfter != "":
		w.Header().Set("Retry-After", f.RetryAfter)
	}
	if f.Location != "" {
		w.Header().Set("Location", f.Location)
	}
	if f.Answer == "" {
		middleware.Problem(w, f.Status, "injected")
		return
	}
	writeFixed(w, f.Status, f.Answer)
}

func writeFixed(w http.ResponseWriter, status int, name string) {
	a := httptest.NewRecorder()
	a.Header().Set("Content-Type", fixed[name][0])
	a.WriteHeader(status)
	_, _ = a.WriteString(fixed[name][1])
	write(w, a, a.Body.Len())
}

// wait reports false when the client left before d was over.
func wait(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	ctx, cancel := context.WithTimeout(r.Context(), d)
	defer cancel()
	<-ctx.Done()
	return r.Context().Err() == nil
}

// cut closes the connection, with a reset or without.
func cut(w http.ResponseWriter, reset bool) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if errors.Is(err, http.ErrNotSupported) {
		panic(http.ErrAbortHandler)
	}
	if err != nil {
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok && reset {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// tripwire is a body that calls then once, after left bytes or at its end. When then returns
// false, the body is cut.
type tripwire struct {
	io.ReadCloser
	left int64
	then func() bool
}

func (t *tripwire) Read(b []byte) (int, error) {
	if t.then != nil && int64(len(b)) > t.left {
		b = b[:t.left]
	}
	n, err := t.ReadCloser.Read(b)
	if t.left -= int64(n); t.then != nil && (t.left <= 0 || err != nil) {
		then := t.then
		t.then = nil
		if !then() {
			return n, io.ErrUnexpectedEOF
		}
	}
	return n, err
}

// throttledBody is a body at a rate in bytes/s.
type throttledBody struct {
	io.ReadCloser
	r    *http.Request
	rate int
}

func (s *throttledBody) Read(b []byte) (int, error) {
	// At most a twentieth of a second at a time, so that it flows evenly.
	n, err := s.ReadCloser.Read(b[:min(len(b), max(s.rate/20, 1))])
	if !wait(s.r, time.Duration(n)*time.Second/time.Duration(s.rate)) {
		return n, s.r.Context().Err()
	}
	return n, err
}

// foreignOrigin is that of hrefs that must not be followed.
const foreignOrigin = "https://elsewhere.example"

// hugeSize is in bytes; real answers have less than 10 kB.
const hugeSize = 2 << 20

// fixed has the answers that are the same for all requests: a Content-Type and a body.
var fixed = map[string][2]string{
	"malformed": {"application/json", `{"timestamp":"2026-01-01T00:00:00Z","api":{"token":`},
	"huge":      {"application/json", `{"timestamp":"2026-01-01T00:00:00Z","padding":"` + strings.Repeat("a", hugeSize) + `"}`},
	"html":      {"text/html; charset=utf-8", "<!doctype html><title>Welcome</title>"},
	"foreign":   {"application/json", `{"result":"ok","message":"please log in"}`},
}

// derived has the answers that are made from the real one.
var derived = map[string]func(real *httptest.ResponseRecorder){
	"wrongType": func(real *httptest.ResponseRecorder) { real.Header().Set("Content-Type", "text/html; charset=utf-8") },
	"bare":      func(real *httptest.ResponseRecorder) { real.Body.Reset() },
	"elsewhere": func(real *httptest.ResponseRecorder) {
		moved := origin.ReplaceAll(real.Body.Bytes(), []byte(`"`+foreignOrigin+"/"))
		real.Body = bytes.NewBuffer(moved)
	},
}

// origin matches the beginning of an href in JSON.
var origin = regexp.MustCompile(`"https?://[^/"]*/`)

// Answers lists the names for Fault.Answer: "malformed" is truncated JSON, "huge" has 2 MiB,
// "html" and "foreign" are a page and JSON of another server. "wrongType" is the real answer
// with another Content-Type, "bare" without its body, and "elsewhere" with foreign hrefs.
func Answers() []string {
	names := slices.AppendSeq(slices.Collect(maps.Keys(fixed)), maps.Keys(derived))
	slices.Sort(names)
	return names
}

// record lets the API handle a request, and returns the answer.
func (s *Sandbox) record(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.handle(w, r)
	return w
}

// write sends the header of a recorded answer, and the first bytes of its body.
func write(w http.ResponseWriter, a *httptest.ResponseRecorder, bytes int) {
	maps.Copy(w.Header(), a.Header())
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Length", strconv.Itoa(a.Body.Len()))
	w.WriteHeader(a.Code)
	_, _ = w.Write(a.Body.Bytes()[:bytes])
}

// delayed holds requests that are handled after their client was cut off, as a service with
// a queue does.
type delayed struct {
	mu   sync.Mutex
	list []*delayedRequest
}

type delayedRequest struct {
	r    *http.Request
	left int // requests of the same execution that are handled before it
}

// add holds a request whose body is in memory.
func (l *delayed) add(r *http.Request, after int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, &delayedRequest{r.Clone(context.WithoutCancel(r.Context())), after})
}

// due returns the requests to handle now, after another of an execution.
func (l *delayed) due(execution string) (due []*http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	kept := l.list[:0]
	for _, x := range l.list {
		if executionOf(x.r) == execution {
			x.left--
		}
		if x.left > 0 {
			kept = append(kept, x)
		} else {
			due = append(due, x.r)
		}
	}
	l.list = kept
	return due
}
