package gateway

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"credential-capture/internal/middleware"
	"credential-capture/internal/observe"
)

// proxiedRequest is what the proxy knows of one request.
type proxiedRequest struct {
	origin string // the page's
	body   requestBody
}

type proxiedRequestKey struct{}

func proxiedRequestOf(ctx context.Context) *proxiedRequest {
	p, _ := ctx.Value(proxiedRequestKey{}).(*proxiedRequest)
	return p
}

// requestBody keeps the first error of the browser's body. The transport may report only
// that the request was cancelled.
type requestBody struct {
	io.ReadCloser
	err atomic.Pointer[error]
}

func (b *requestBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		b.err.CompareAndSwap(nil, &err)
	}
	return n, err
}

// rewriteResponse makes the page's answer: JSON with the page's own hrefs, and three headers.
// The service's cookies and other headers are dropped.
func (u *Upstream) rewriteResponse(resp *http.Response) error {
	if resp.StatusCode < 200 || resp.StatusCode > 599 {
		_ = resp.Body.Close()
		return errNoStatus
	}
	// The transport's timeouts end with the header.
	timer := time.AfterFunc(answerTimeout, func() { _ = resp.Body.Close() })
	body, err := readAnswer(resp.Body)
	if !timer.Stop() && err != nil {
		err = errAnswerTimeout
	}
	_ = resp.Body.Close()
	if err != nil {
		return err
	}
	if resp.StatusCode >= 500 {
		u.metrics.Upstream("operation", "5xx")
	}
	ctx := resp.Request.Context()
	if len(bytes.TrimSpace(body)) > 0 {
		moved, foreign, err := hrefRewriter{u.API, proxiedRequestOf(ctx).origin}.answer(body)
		switch {
		case err != nil && resp.StatusCode/100 == 2:
			return errNoJSON
		case err != nil: // such as an HTML page of a proxy on the way
			moved, _ = encode(map[string]any{"title": http.StatusText(resp.StatusCode), "status": resp.StatusCode, "detail": "the API gives no reason"})
		case len(foreign) > 0:
			u.metrics.Refused(len(foreign))
			slog.Warn("hrefs of an answer lead elsewhere and are left out", "id", observe.ID(ctx), "hrefs", len(foreign))
		}
		body = moved
	}
	header := http.Header{
		"Content-Type": {"application/json"}, "Content-Length": {strconv.Itoa(len(body))}, "Cache-Control": {"no-store"},
	}
	for _, name := range []string{"Retry-After", "Date"} {
		if v := resp.Header.Get(name); v != "" {
			header.Set(name, v)
		}
	}
	resp.Header, resp.Trailer = header, nil
	resp.ContentLength = int64(len(body))
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return nil
}

var (
	errAnswerTimeout = errors.New("the API's answer stops before its end")
	errNoJSON        = errors.New("the API's answer is no JSON")
	errTooLong       = errors.New("the API's answer is over 1 MiB or 10,000 values")
	errNoStatus      = errors.New("the API's answer has a status that doesn't exist")
	errNoToken       = errors.New("the token's answer is not what OAuth2 says")
	errNoSecret      = errors.New("the client secret can't be read")
	// errBadAnswer is an account's answer that can't be used. What wraps it quotes nothing of it.
	errBadAnswer = errors.New("the answer can't be used")
)

// fail answers a request that could not be forwarded.
func (u *Upstream) fail(w http.ResponseWriter, r *http.Request, err error) {
	if bodyErr := proxiedRequestOf(r.Context()).body.err.Load(); bodyErr != nil {
		failBody(w, *bodyErr)
		return
	}
	if errors.Is(r.Context().Err(), context.Canceled) {
		w.WriteHeader(http.StatusBadGateway) // the client has left
		return
	}
	kind := errorKind(err)
	u.metrics.Upstream("operation", kind)
	slog.Error("proxy", "id", observe.ID(r.Context()), "operation", operationOf(r), "kind", kind, "reason", reasonOf(err))
	if kind == "timeout" {
		middleware.Problem(w, http.StatusGatewayTimeout, "the API does not answer")
		return
	}
	middleware.Problem(w, http.StatusBadGateway, "the API can't be reached")
}

// failBody answers a broken body, which is not the service's fault.
func failBody(w http.ResponseWriter, err error) {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		middleware.Problem(w, http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is over %d bytes", tooLarge.Limit))
	case errors.Is(err, middleware.ErrTooSlow):
		middleware.Problem(w, http.StatusRequestTimeout, "the body comes too slowly")
	default:
		// The client may retry a 408, but not a 400.
		middleware.Problem(w, http.StatusRequestTimeout, "the body was cut")
	}
}

// errorKind sorts errors of the service into few kinds, for metrics.
func errorKind(err error) string {
	var timeout net.Error
	var s *statusError
	switch {
	case errors.As(err, &s) && s.status >= 500:
		return "5xx"
	case errors.As(err, &s):
		return "refused"
	case errors.Is(err, errAnswerTimeout), errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	case errors.Is(err, errNoJSON), errors.Is(err, errTooLong), errors.Is(err, errNoStatus), errors.Is(err, errBadAnswer):
		return "answer"
	}
	return "unreachable"
}

// reasonOf is an error's text for the log. Only texts of this package are logged: others
// quote addresses, or what the service has sent.
func reasonOf(err error) string {
	for _, own := range []error{errAnswerTimeout, errNoJSON, errTooLong, errNoStatus, errNoToken, errNoSecret} {
		if errors.Is(err, own) {
			return own.Error()
		}
	}
	var status *statusError
	var refused *middleware.Refusal
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var dial *net.OpError
	switch {
	case errors.Is(err, errBadAnswer):
		return err.Error()
	case errors.As(err, &status):
		return status.Error()
	case errors.As(err, &refused):
		return refused.Detail
	case errorKind(err) == "timeout":
		return "timeout"
	case errors.As(err, &dns):
		return "the name isn't resolved"
	case errors.As(err, &certificate), errors.As(err, &record):
		return "TLS"
	case errors.As(err, &dial) && dial.Op == "dial":
		return "the connection isn't accepted"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "the connection is cut"
	}
	return "other"
}

// readAnswer reads a whole body, which must be at most maxAnswer.
func readAnswer(from io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(from, maxAnswer+1))
	if err == nil && (len(body) > maxAnswer || values(body) > maxValues) {
		err = errTooLong
	}
	return body, err
}

// maxValues bounds the memory of an answer: decoded, an empty list takes ten times its bytes.
const maxValues = 10_000

// values counts the lists, objects and members of JSON, without decoding it.
func values(b []byte) (n int) {
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '[', '{', ',':
			n++
		case '"':
			for i++; i < len(b) && b[i] != '"'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
		}
	}
	return n
}
