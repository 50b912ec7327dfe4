package sandbox

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

// strike answers r as a fault wants it.
func (s *Sandbox) strike(w http.ResponseWriter, r *http.Request, f *Fault) {
	if f.Skew != 0 {
		w.Header().Set("Date", s.options.Now().Add(f.Skew).UTC().Format(http.TimeFormat))
	}
	if f.Rate > 0 {
		r.Body = &slow{r.Body, r, f.Rate}
	}
	var real *held
	switch f.At {
	case During:
		if !f.replaces() {
			r.Body = &trip{ReadCloser: r.Body, left: f.Bytes, then: func() bool { return s.happen(r, f) }}
			s.carry(w, r)
			return
		}
		_, _ = io.CopyN(io.Discard, r.Body, f.Bytes)
	case After:
		body, _ := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
		r.Body = io.NopCloser(bytes.NewReader(body))
	case Done, Middle:
		real = s.hold(r)
	}
	if s.happen(r, f) {
		s.reply(w, r, f, real)
	}
}

// replaces reports whether the request gets another answer than its own, or none.
func (f *Fault) replaces() bool { return f.Drop != "" || f.Status != 0 || f.Answer != "" }

// happen does what a fault does beside the answer, and reports whether there is
// still somebody to answer.
func (s *Sandbox) happen(r *http.Request, f *Fault) (goOn bool) {
	if f.Expire || f.Idle {
		s.end(executionOf(r), f.Expire, f.Idle)
	}
	return wait(r, f.Latency)
}

// reply ends a request whose fault has happened. Real is the answer of what was
// carried out, nil when nothing was.
func (s *Sandbox) reply(w http.ResponseWriter, r *http.Request, f *Fault, real *held) {
	switch {
	case f.Drop == Middle:
		real.write(w, len(real.body)/2)
		_ = http.NewResponseController(w).Flush()
		cut(w, false)
	case f.Drop != "":
		if f.Late > 0 {
			s.late.keep(r, f.Late)
		}
		cut(w, true)
	case f.Status != 0:
		s.refuseBy(w, f)
	case f.Answer != "":
		answers[f.Answer](real).write(w, -1)
	case real != nil:
		real.write(w, -1)
	default:
		s.carry(w, r)
	}
}

// refuseBy answers with a fault's status.
func (s *Sandbox) refuseBy(w http.ResponseWriter, f *Fault) {
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
		refuse(f.Status, "injected").write(w)
		return
	}
	a := answers[f.Answer](nil)
	a.status = f.Status
	a.write(w, -1)
}

// wait reports false when the client went away before the time was over.
func wait(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// cut ends the connection, by a reset or as if all had been said.
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

// trip is a body with a wire across it: then is called once, when so many bytes
// have been read, and says whether there are more to come.
type trip struct {
	io.ReadCloser
	left int64
	then func() bool
}

func (t *trip) Read(b []byte) (int, error) {
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

// slow is a body that comes at a rate, in bytes a second.
type slow struct {
	io.ReadCloser
	r    *http.Request
	rate int
}

func (s *slow) Read(b []byte) (int, error) {
	// A twentieth of a second's worth at a time, so that it flows.
	n, err := s.ReadCloser.Read(b[:min(len(b), max(s.rate/20, 1))])
	if !wait(s.r, time.Duration(n)*time.Second/time.Duration(s.rate)) {
		return n, s.r.Context().Err()
	}
	return n, err
}
