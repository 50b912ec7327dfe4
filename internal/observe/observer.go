package observe

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
)

// Observer logs and counts requests.
type Observer struct {
	// Log gets a line for each request. Default: none.
	Log *slog.Logger
	// Metrics are counted. Default: none.
	Metrics *Metrics
}

// clock is replaced by tests.
var clock = time.Now

// Handler observes next. Name returns the operation of a request that was answered, because
// only the router knows it; there must be few names.
func (o *Observer) Handler(name func(*http.Request) string, next http.Handler) http.Handler {
	if o == nil {
		o = &Observer{}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := idOf(r)
		w.Header().Set(Header, id)
		body := &counted{ReadCloser: r.Body}
		q := r.WithContext(context.WithValue(r.Context(), idKey{}, id))
		q.Body = body
		answer := &answer{ResponseWriter: w}
		began := clock()
		done := o.Metrics.begin()
		defer func() {
			took := clock().Sub(began)
			operation := name(q)
			if p := recover(); p == http.ErrAbortHandler {
				defer panic(p)
			} else if p != nil {
				o.panicked(id)
				if answer.status != 0 {
					defer panic(http.ErrAbortHandler) // the answer can't be ended
				} else {
					answer.WriteHeader(http.StatusInternalServerError)
				}
			}
			done(operation, answer.class(r.Context().Err()), took)
			o.line(q, id, operation, answer, body.n.Load(), took)
		}()
		next.ServeHTTP(answer, q)
	})
}

// panicked logs a panic by its place. Its value may quote a peer.
func (o *Observer) panicked(id string) {
	if o.Log != nil {
		o.Log.Error("panic", "id", id, "stack", stack())
	}
}

// line logs a request. docs/production.md lists the members.
func (o *Observer) line(r *http.Request, id, operation string, a *answer, in int64, took time.Duration) {
	if o.Log == nil {
		return
	}
	level := slog.LevelInfo
	if a.status >= 500 {
		level = slog.LevelWarn
	}
	attrs := []slog.Attr{
		slog.String("id", id), slog.String("operation", operation), slog.String("method", method(r)),
		slog.Int("status", a.status), slog.String("class", a.class(r.Context().Err())),
		slog.Int64("ms", took.Milliseconds()), slog.Int64("in", in), slog.Int64("out", a.n),
	}
	if execution := r.PathValue("execution"); len(execution) == 36 && uuid.Validate(execution) == nil {
		attrs = append(attrs, slog.String("execution", execution))
	}
	o.Log.LogAttrs(context.WithoutCancel(r.Context()), level, "request", attrs...)
}

// method is a known one, because a client may send anything.
func method(r *http.Request) string {
	if slices.Contains([]string{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"}, r.Method) {
		return r.Method
	}
	return "other"
}

// answer records status and size.
type answer struct {
	http.ResponseWriter
	status int
	n      int64
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= 200 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.n += int64(n)
	return n, err
}

// Unwrap is for http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// class is the status's, or why there is none.
func (a *answer) class(ended error) string {
	switch {
	case errors.Is(ended, context.Canceled) && (a.status == 0 || a.status >= 500):
		return "gone" // the client has left
	case a.status == 0:
		return "none"
	}
	return string(rune('0'+a.status/100)) + "xx"
}

// counted counts a body's bytes. It is atomic, because a transport may read on for a moment
// after its request has ended.
type counted struct {
	io.ReadCloser
	n atomic.Int64
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.ReadCloser.Read(b)
	c.n.Add(int64(n))
	return n, err
}

// Header carries a request's id, from a proxy in front, to the service and to the page.
const Header = "X-Request-Id"

type idKey struct{}

// ID returns the id of the context's request, or "".
func ID(ctx context.Context) string {
	id, _ := ctx.Value(idKey{}).(string)
	return id
}

var safeID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// idOf returns the id that the request has, when it is safe in a log and in a header, or a
// new one.
func idOf(r *http.Request) string {
	if id := r.Header.Get(Header); safeID.MatchString(id) {
		return id
	}
	return uuid.NewString()
}
