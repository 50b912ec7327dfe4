package observe

import (
	"context"
	"io"
	"log"
	"log/slog"
	"regexp"
	"runtime"
	"strconv"
	"strings"
)

// fields are all that a line of the log may have besides time, level and msg.
// docs/production.md lists them.
var fields = map[string]bool{
	"id": true, "operation": true, "method": true, "status": true, "class": true, "ms": true, "in": true, "out": true,
	"execution": true, "kind": true, "reason": true, "check": true, "hrefs": true, "variable": true, "seconds": true, "port": true,
	"stack": true,
}

// SetLog makes the log of the process: JSON or text, or nothing without a format. Go's
// standard logger, to which net/http writes, goes through it by kind alone, because its
// text quotes what a peer has sent.
func SetLog(out io.Writer, format string) {
	var h slog.Handler = slog.DiscardHandler
	switch format {
	case "json":
		h = slog.NewJSONHandler(out, nil)
	case "text":
		h = slog.NewTextHandler(out, nil)
	}
	slog.SetDefault(newLog(h))
	log.SetFlags(0)
	log.SetOutput(standard{})
}

// newLog returns a log that drops every field that is not in the list, and every value that
// is an object, such as an error.
func newLog(h slog.Handler) *slog.Logger { return slog.New(listed{h}) }

type listed struct{ slog.Handler }

func (l listed) Handle(ctx context.Context, r slog.Record) error {
	kept := slog.NewRecord(r.Time, r.Level, r.Message, r.PC)
	r.Attrs(func(a slog.Attr) bool {
		if isListed(a) {
			kept.AddAttrs(a)
		}
		return true
	})
	return l.Handler.Handle(ctx, kept)
}

func (l listed) WithAttrs(attrs []slog.Attr) slog.Handler {
	var kept []slog.Attr
	for _, a := range attrs {
		if isListed(a) {
			kept = append(kept, a)
		}
	}
	return listed{l.Handler.WithAttrs(kept)}
}

// WithGroup leaves the group out: the names of the list have no groups.
func (l listed) WithGroup(string) slog.Handler { return l }

func isListed(a slog.Attr) bool {
	kind := a.Value.Kind()
	return fields[a.Key] && kind != slog.KindAny && kind != slog.KindGroup && kind != slog.KindLogValuer
}

// standard is the output of Go's standard logger.
type standard struct{}

// kinds are the beginnings of net/http's messages, whose rest may quote a peer or an address.
var kinds = []struct{ start, kind string }{
	{"Unsolicited response", "an answer that nobody has asked for"},
	{"http: TLS handshake error", "TLS handshake"},
	{"http: panic serving", "panic"},
	{"http: Accept error", "accept"},
	{"http: superfluous response.WriteHeader", "a second status"},
	{"httputil: ReverseProxy", "proxy"},
}

func (standard) Write(line []byte) (int, error) {
	kind := "other"
	for _, k := range kinds {
		if strings.HasPrefix(string(line), k.start) {
			kind = k.kind
			break
		}
	}
	slog.Warn("net/http", "kind", kind)
	return len(line), nil
}

// unsafeName is of a function's name, which has no data but may have a path of the build.
var unsafeName = regexp.MustCompile(`^.*/`)

// stack names the functions of a panic, without their arguments.
func stack() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(4, pcs)])
	var names []string
	for {
		frame, more := frames.Next()
		names = append(names, unsafeName.ReplaceAllString(frame.Function, "")+":"+strconv.Itoa(frame.Line))
		if !more || len(names) == 12 {
			return strings.Join(names, " ")
		}
	}
}
