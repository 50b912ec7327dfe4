//go:build !js

package apiclient

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"

	"credential-capture/fault"
)

// NewTransport sends requests with net/http, over connections of its own.
func NewTransport() Transport {
	return NewHTTPTransport(http.DefaultTransport.(*http.Transport).Clone())
}

// NewHTTPTransport sends requests through an http.RoundTripper of the caller's.
func NewHTTPTransport(rt http.RoundTripper) Transport {
	return &httpTransport{http.Client{
		Transport: rt,
		// The redirect itself is the answer; check refuses it.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

type httpTransport struct{ client http.Client }

func (t *httpTransport) RoundTrip(ctx context.Context, r *Request) (*Response, error) {
	body, size := joinBody(r.Body)
	progress := newProgressReader(body, r.Progress)
	defer progress.stop()
	request, err := http.NewRequestWithContext(ctx, r.Method, r.URL, progress)
	if err != nil {
		return nil, fault.New(fault.Internal, "the request could not be made") // the cause quotes it
	}
	request.ContentLength = size
	if size == 0 {
		request.Body = http.NoBody
	}
	for name, value := range r.Header {
		request.Header.Set(name, value)
	}
	response, err := t.client.Do(request)
	if err != nil {
		return nil, netError(ctx, err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return nil, netError(ctx, err)
	}
	return &Response{
		Status:     response.StatusCode,
		RetryAfter: response.Header.Get("Retry-After"),
		Date:       response.Header.Get("Date"),
		Body:       answer,
	}, nil
}

// CloseIdleConnections lets go of connections that are kept for a next request.
func (t *httpTransport) CloseIdleConnections() { t.client.CloseIdleConnections() }

// joinBody reads the contents one after the other, from their beginnings.
func joinBody(contents []Content) (io.Reader, int64) {
	var size int64
	readers := make([]io.Reader, len(contents))
	for i, c := range contents {
		readers[i] = io.NewSectionReader(c, 0, c.Size())
		size += c.Size()
	}
	return io.MultiReader(readers...), size
}

// netError keeps the cause but not the address, which net/url's error quotes.
func netError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var classified *fault.Error // the reading of a Content failed
	if errors.As(err, &classified) {
		return classified
	}
	var quoting *url.Error
	if errors.As(err, &quoting) {
		err = quoting.Err
	}
	return fault.Wrap(fault.Network, err, "the connection failed")
}

// progressReader counts what net/http has taken of a body. net/http may go on
// reading after it has returned an answer; after stop nobody is told.
type progressReader struct {
	from io.Reader
	sent int64

	mu   sync.Mutex
	tell func(sent int64)
}

func newProgressReader(from io.Reader, tell func(sent int64)) *progressReader {
	return &progressReader{from: from, tell: tell}
}

// Read passes on and counts.
func (p *progressReader) Read(b []byte) (int, error) {
	n, err := p.from.Read(b)
	p.mu.Lock()
	defer p.mu.Unlock()
	if n > 0 && p.tell != nil {
		p.sent += int64(n)
		p.tell(p.sent)
	}
	return n, err
}

func (p *progressReader) stop() {
	p.mu.Lock()
	p.tell = nil
	p.mu.Unlock()
}
