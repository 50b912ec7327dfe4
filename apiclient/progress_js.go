package apiclient

import (
	"context"
	"errors"
	"syscall/js"

	"credential-capture/fault"
	"credential-capture/internal/jsbridge"
)

// sendWithProgress sends with XMLHttpRequest, in a page or a worker alike.
//
// It differs from fetch in two things that a browser leaves no choice about: the
// Referrer-Policy is the page's (serve the page with "no-referrer"), and redirects
// are followed. The browser takes the Authorization header off when one leads to
// another origin; the answer that comes of it is refused.
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
	if err := events.wait(ctx, r.Progress); err != nil {
		// Events that abort causes find buffered channels and nobody who listens.
		_, _ = jsbridge.Call(xhr, "abort")
		return nil, err
	}
	return xhrResponse(xhr, r.URL)
}

// xhrEvents is what an XMLHttpRequest tells us, in channels that its callbacks
// never wait for.
type xhrEvents struct {
	ended chan struct{} // loadend: load, error, abort and timeout alike
	sent  chan int64    // the newest upload progress; an unread older one is dropped
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

// wait passes progress on until the request has ended.
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

// errNoConnection is all that an XMLHttpRequest says of a failure.
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
	// The browser has read all of it by now; the cap keeps it out of Go's memory.
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
