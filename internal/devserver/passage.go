package devserver

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"credential-capture/internal/observe"
)

// passage is one request on its way through.
type passage struct {
	page string // the page's origin
	body sent
}

type passageKey struct{}

func passageOf(ctx context.Context) *passage {
	on, _ := ctx.Value(passageKey{}).(*passage)
	return on
}

// sent is the browser's body, and remembers what was wrong with it: the transport tells
// only that the request was given up, when the server has noticed it first.
type sent struct {
	io.ReadCloser
	fault atomic.Pointer[error]
}

func (s *sent) Read(b []byte) (int, error) {
	n, err := s.ReadCloser.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		s.fault.CompareAndSwap(nil, &err)
	}
	return n, err
}

// inbound makes the answer that the page gets: JSON whose hrefs are the page's own. The
// service's cookies and other headers stay behind.
func (u *Upstream) inbound(resp *http.Response) error {
	// The transport's limits end with the header.
	late := time.AfterFunc(answerTime, func() { _ = resp.Body.Close() })
	body, err := readAnswer(resp.Body)
	if !late.Stop() && err != nil {
		err = errHalting
	}
	_ = resp.Body.Close()
	if err != nil {
		return err
	}
	if resp.StatusCode >= 500 {
		u.metrics.Upstream("operation", "5xx")
	}
	page := passageOf(resp.Request.Context()).page
	if len(bytes.TrimSpace(body)) > 0 {
		moved, lost, err := mover{u.API, page}.answer(body)
		switch {
		case err != nil && resp.StatusCode/100 == 2:
			return errNoJSON
		case err != nil: // somebody on the way has words of his own
			moved, _ = encode(map[string]any{"title": http.StatusText(resp.StatusCode), "status": resp.StatusCode, "detail": "the API gives no reason"})
		case len(lost) > 0:
			u.metrics.Refused(len(lost))
			slog.Warn("hrefs of an answer lead elsewhere and are left out", "id", observe.ID(resp.Request.Context()), "origin", lost[0])
		}
		body = moved
	}
	keep := http.Header{}
	for _, name := range []string{"Retry-After", "Date"} {
		if v := resp.Header.Get(name); v != "" {
			keep.Set(name, v)
		}
	}
	keep.Set("Content-Type", "application/json")
	keep.Set("Content-Length", strconv.Itoa(len(body)))
	keep.Set("Cache-Control", "no-store")
	resp.Header, resp.Trailer = keep, nil
	resp.ContentLength = int64(len(body))
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return nil
}

var (
	errHalting = errors.New("the API's answer halts")
	errNoJSON  = errors.New("the API's answer is no JSON")
	errTooLong = errors.New("the API's answer is over 1 MiB")
)

// unreachable answers what couldn't be passed on.
func (u *Upstream) unreachable(w http.ResponseWriter, r *http.Request, err error) {
	if fault := passageOf(r.Context()).body.fault.Load(); fault != nil {
		notTaken(w, *fault)
		return
	}
	switch {
	case errors.Is(r.Context().Err(), context.Canceled):
		problem(w, http.StatusBadGateway, "nobody waits for the answer") // who asked has left
		return
	}
	kind := kindOf(err)
	u.metrics.Upstream("operation", kind)
	slog.Error("proxy", "id", observe.ID(r.Context()), "operation", operationOf(r), "kind", kind, "error", err)
	if kind == "timeout" {
		problem(w, http.StatusGatewayTimeout, "the API does not answer")
		return
	}
	problem(w, http.StatusBadGateway, "the API can't be reached")
}

// notTaken answers a body that is not the service's fault.
func notTaken(w http.ResponseWriter, fault error) {
	var over *http.MaxBytesError
	switch {
	case errors.As(fault, &over):
		problem(w, http.StatusRequestEntityTooLarge, "the body is over "+size(over.Limit))
	case errors.Is(fault, errTooSlow):
		problem(w, http.StatusRequestTimeout, "the body comes too slowly")
	default:
		// As a rule nobody hears it. Who does may send it again, which a 400 would forbid.
		problem(w, http.StatusRequestTimeout, "the body was cut")
	}
}

// kindOf sorts what goes wrong with the service into few kinds, for metrics.
func kindOf(err error) string {
	var timeout net.Error
	var refused *refusal
	switch {
	case errors.As(err, &refused) && refused.status >= 500:
		return "5xx"
	case errors.As(err, &refused):
		return "refused"
	case errors.Is(err, errHalting), errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	case errors.Is(err, errNoJSON), errors.Is(err, errTooLong), errors.Is(err, errBadAnswer):
		return "answer"
	}
	return "unreachable"
}

// errBadAnswer is an account's answer that can't be used.
var errBadAnswer = errors.New("the answer can't be used")

// readAnswer reads a body whole. One that is too large is no answer: its beginning
// would be broken JSON.
func readAnswer(from io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(from, maxAnswer+1))
	if err == nil && len(body) > maxAnswer {
		err = errTooLong
	}
	return body, err
}

// gate lets so many uploads through at a time. Nil lets all through.
type gate chan struct{}

// gateWait is how long one waits for another to be through before it is asked to come
// again: the client repeats, and another copy of the server may have room.
const gateWait = 10 * time.Second

func (g gate) enter(ctx context.Context) bool {
	if g == nil {
		return true
	}
	select {
	case g <- struct{}{}:
		return true
	default:
	}
	timer := time.NewTimer(gateWait)
	defer timer.Stop()
	select {
	case g <- struct{}{}:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}

func (g gate) leave() {
	if g != nil {
		<-g
	}
}
