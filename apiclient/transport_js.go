package apiclient

import (
	"context"
	"errors"
	"syscall/js"
	"time"

	"credential-capture/fault"
	"credential-capture/internal/jsbridge"
)

// NewTransport returns a Transport that uses fetch, or XMLHttpRequest for requests
// with OnProgress, because fetch reports no upload progress. It works in pages and in
// workers.
func NewTransport() Transport { return browserTransport{} }

type browserTransport struct{}

func (browserTransport) RoundTrip(ctx context.Context, r *Request) (*Response, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if offline() {
		return nil, fault.New(fault.Offline, "the device has no network")
	}
	body, err := joinBody(r)
	if err != nil {
		return nil, err
	}
	send := fetch
	if r.OnProgress != nil && body != nil {
		send = sendWithProgress
	}
	response, err := send(ctx, r, body)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err == nil:
		return response, nil
	case err == errNoConnection && redirected(ctx, r.URL):
		return &Response{Status: 302}, nil
	case isThrow(err), err == errNoConnection:
		return nil, classifyFailure(ctx, err, r.Body)
	}
	return nil, err
}

// fetch sends a request without upload progress.
func fetch(ctx context.Context, r *Request, body *jsbridge.Blob) (*Response, error) {
	signal, release := jsbridge.Signal(ctx)
	defer release()
	options := map[string]any{
		"method":         r.Method,
		"headers":        headers(r),
		"signal":         signal,
		"credentials":    "omit",
		"referrerPolicy": "no-referrer",
		"cache":          "no-store",
		// Unlike "error", "manual" tells a redirect from a failed connection.
		"redirect": "manual",
	}
	if body != nil {
		options["body"] = body.Value()
	}
	promise, err := jsbridge.Call(js.Global(), "fetch", r.URL, options)
	if err != nil {
		return nil, err
	}
	response, err := jsbridge.Await(ctx, promise)
	if err != nil {
		return nil, err
	}
	if response.Get("type").String() == "opaqueredirect" {
		return &Response{Status: 302}, nil // the browser hides the status
	}
	answer, err := readAnswer(ctx, response.Get("body"))
	if err != nil {
		return nil, err
	}
	return &Response{
		Status:     response.Get("status").Int(),
		RetryAfter: header(response.Get("headers"), "get", "Retry-After"),
		Date:       header(response.Get("headers"), "get", "Date"),
		Body:       answer,
	}, nil
}

// redirected reports whether a URL answers with a redirect. XMLHttpRequest has the same
// error for a redirect to a dead end and for a failed connection; only after the latter is
// the body sent again. The probe has no token.
func redirected(ctx context.Context, url string) bool {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	response, err := fetch(ctx, &Request{Method: "HEAD", URL: url}, nil)
	return err == nil && response.Status == 302
}

// readAnswer reads at most maxAnswer bytes of a stream and cancels the rest.
func readAnswer(ctx context.Context, stream js.Value) ([]byte, error) {
	if stream.IsNull() {
		return nil, nil
	}
	reader, err := jsbridge.Call(stream, "getReader")
	if err != nil {
		return nil, err
	}
	var answer []byte
	for len(answer) < maxAnswer {
		promise, err := jsbridge.Call(reader, "read")
		if err != nil {
			return nil, err
		}
		chunk, err := jsbridge.Await(ctx, promise)
		if err != nil {
			return nil, err
		}
		if chunk.Get("done").Bool() {
			return answer, nil
		}
		b, err := jsbridge.Bytes(chunk.Get("value"))
		if err != nil {
			return nil, err
		}
		answer = append(answer, b...)
	}
	if promise, err := jsbridge.Call(reader, "cancel"); err == nil {
		_, _ = jsbridge.Await(ctx, promise) // an error here has no effect
	}
	return answer[:maxAnswer], nil
}

// headers omits User-Agent, which a browser sets itself and which would cause a CORS
// preflight.
func headers(r *Request) map[string]any {
	h := make(map[string]any, len(r.Header))
	for name, value := range r.Header {
		if name != "User-Agent" {
			h[name] = value
		}
	}
	return h
}

// header returns a header that CORS exposes to this origin, else "".
func header(from js.Value, method, name string) string {
	v, err := jsbridge.Call(from, method, name)
	if err != nil || v.Type() != js.TypeString {
		return ""
	}
	return v.String()
}

// joinBody concatenates the body to one Blob. Nil means no body.
func joinBody(r *Request) (*jsbridge.Blob, error) {
	if len(r.Body) == 0 {
		return nil, nil
	}
	parts := make([]any, len(r.Body))
	for i, c := range r.Body {
		switch c := c.(type) {
		case *jsbridge.Blob:
			parts[i] = c
		case Bytes:
			parts[i] = []byte(c)
		default:
			b := make([]byte, c.Size()) // limited by formOf
			if n, err := c.ReadAt(b, 0); n < len(b) {
				return nil, fault.Wrap(fault.FileChanged, err, "the file can't be read")
			}
			parts[i] = b
		}
	}
	return jsbridge.JoinBlob(r.Header["Content-Type"], parts...)
}

func isThrow(err error) bool {
	var throw *jsbridge.ThrowError
	return errors.As(err, &throw)
}

// classifyFailure finds the cause of a failure, for which browsers have one error:
// the device is offline, a file has changed on disk since it was chosen, or the
// connection failed.
func classifyFailure(ctx context.Context, cause error, body []Content) error {
	if offline() {
		return fault.Wrap(fault.Offline, cause, "the device has no network")
	}
	for _, c := range body {
		if blob, is := c.(*jsbridge.Blob); is && !readable(ctx, blob) {
			return fault.Wrap(fault.FileChanged, cause, "the file can no longer be read")
		}
	}
	return fault.Wrap(fault.Network, cause, "the connection failed")
}

// readable reads one byte of the file itself, not of the Blob's window.
func readable(ctx context.Context, b *jsbridge.Blob) bool {
	promise, err := jsbridge.Call(b.Slice(0, 1).Value(), "arrayBuffer")
	if err == nil {
		_, err = jsbridge.Await(ctx, promise)
	}
	return err == nil
}

// offline reports whether the browser knows that there is no network.
func offline() bool {
	navigator, err := jsbridge.Get(js.Global(), "navigator")
	if err != nil {
		return false
	}
	online, err := jsbridge.Get(navigator, "onLine")
	return err == nil && online.Type() == js.TypeBoolean && !online.Bool()
}

// sendWithProgress sends a request with XMLHttpRequest. It differs from fetch in two
// ways that can't be changed: the Referrer-Policy is the page's (serve the page with
// "no-referrer"), and redirects are followed. The browser removes the Authorization
// header on a redirect to another origin, and the answer is rejected; see redirected.
func sendWithProgress(ctx context.Context, r *Request, body *jsbridge.Blob) (*Response, error) {
	xhr, err := jsbridge.New(js.Global().Get("XMLHttpRequest"))
	if err != nil {
		return nil, err
	}
	if _, err := jsbridge.Call(xhr, "open", r.Method, r.URL, true); err != nil {
		return nil, err
	}
	xhr.Set("responseType", "arraybuffer")
	for name, value := range headers(r) {
		if _, err := jsbridge.Call(xhr, "setRequestHeader", name, value); err != nil {
			return nil, err
		}
	}
	events, err := listen(xhr)
	defer events.stop()
	if err != nil {
		return nil, err
	}
	if _, err := jsbridge.Call(xhr, "send", body.Value()); err != nil {
		return nil, err
	}
	if err := events.wait(ctx, r.OnProgress); err != nil {
		// The events that abort fires only fill the buffered channels.
		_, _ = jsbridge.Call(xhr, "abort")
		return nil, err
	}
	return xhrResponse(xhr, r.URL)
}

// xhrEvents passes the events of an XMLHttpRequest through channels on which its
// callbacks never block.
type xhrEvents struct {
	ended chan struct{} // loadend: load, error, abort and timeout alike
	sent  chan int64    // newest upload progress; replaces an unread one
	stops []func()
}

func listen(xhr js.Value) (*xhrEvents, error) {
	e := &xhrEvents{ended: make(chan struct{}, 1), sent: make(chan int64, 1)}
	upload, err := jsbridge.Get(xhr, "upload")
	if err != nil {
		return e, err
	}
	if err := e.on(upload, "progress", func(event js.Value) {
		select {
		case <-e.sent:
		default:
		}
		select {
		case e.sent <- int64(event.Get("loaded").Float()):
		default:
		}
	}); err != nil {
		return e, err
	}
	return e, e.on(xhr, "loadend", func(js.Value) {
		select {
		case e.ended <- struct{}{}:
		default:
		}
	})
}

func (e *xhrEvents) on(target js.Value, event string, fn func(js.Value)) error {
	stop, err := jsbridge.Listen(target, event, fn)
	if err == nil {
		e.stops = append(e.stops, stop)
	}
	return err
}

func (e *xhrEvents) stop() {
	for _, stop := range e.stops {
		stop()
	}
}

// wait reports progress until the request has ended.
func (e *xhrEvents) wait(ctx context.Context, progress func(int64)) error {
	for {
		select {
		case sent := <-e.sent:
			progress(sent)
		case <-ctx.Done():
			return ctx.Err()
		case <-e.ended:
			select {
			case sent := <-e.sent:
				progress(sent)
			default:
			}
			return nil
		}
	}
}

// errNoConnection is the one error of XMLHttpRequest.
var errNoConnection = errors.New("XMLHttpRequest: no answer")

func xhrResponse(xhr js.Value, url string) (*Response, error) {
	status := xhr.Get("status").Int()
	if status == 0 {
		return nil, errNoConnection
	}
	if from := xhr.Get("responseURL").String(); from != url {
		return nil, fault.New(fault.Forbidden, "the service answered with a redirect, which is refused")
	}
	r := &Response{
		Status:     status,
		RetryAfter: header(xhr, "getResponseHeader", "Retry-After"),
		Date:       header(xhr, "getResponseHeader", "Date"),
	}
	// The browser has read all of it; the limit protects Go's memory.
	buffer := xhr.Get("response")
	if buffer.Type() != js.TypeObject {
		return r, nil
	}
	if buffer.Get("byteLength").Int() > maxAnswer {
		buffer = buffer.Call("slice", 0, maxAnswer)
	}
	answer, err := jsbridge.Bytes(buffer)
	if err != nil {
		return nil, fault.Wrap(fault.BadResponse, err, "the answer can't be read")
	}
	r.Body = answer
	return r, nil
}
