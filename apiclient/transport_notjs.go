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

// NewTransport returns a Transport that uses net/http with its own connections.
func NewTransport() Transport {
	return NewHTTPTransport(http.DefaultTransport.(*http.Transport).Clone())
}

// NewHTTPTransport returns a Transport that uses rt, for proxies or custom TLS.
func NewHTTPTransport(rt http.RoundTripper) Transport {
	return &httpTransport{http.Client{
		Transport: rt,
		// The redirect is the answer, which check rejects.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

type httpTransport struct{ client http.Client }

func (t *httpTransport) RoundTrip(ctx context.Context, r *Request) (*Response, error) {
	body, size := joinBody(r.Body)
	progress := newProgressReader(body, r.OnProgress)
	defer progress.stop()
	request, err := http.NewRequestWithContext(ctx, r.Method, r.URL, progress)
	if err != nil {
		return nil, fault.New(fault.Internal, "the request could not be made") // err would quote the URL
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

// CloseIdleConnections closes kept-alive connections.
func (t *httpTransport) CloseIdleConnections() { t.client.CloseIdleConnections() }

// joinBody returns a reader of the concatenated contents and their size in bytes.
func joinBody(contents []Content) (io.Reader, int64) {
	var size int64
	readers := make([]io.Reader, len(contents))
	for i, c := range contents {
		readers[i] = io.NewSectionReader(c, 0, c.Size())
		size += c.Size()
	}
	return io.MultiReader(readers...), size
}

// netError keeps the cause without the URL, which *url.Error quotes.
func netError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var classified *fault.Error // a Content could not be read
	if errors.As(err, &classified) {
		return classified
	}
	var quoting *url.Error
	if errors.As(err, &quoting) {
		err = quoting.Err
	}
	return fault.Wrap(fault.Network, err, "the connection failed")
}

// progressReader counts the bytes that net/http reads. net/http may continue to read
// after it has returned an answer; stop ends the callbacks.
type progressReader struct {
	from io.Reader
	sent int64

	mu         sync.Mutex
	onProgress func(sent int64)
}

func newProgressReader(from io.Reader, onProgress func(sent int64)) *progressReader {
	return &progressReader{from: from, onProgress: onProgress}
}

// Read implements io.Reader.
func (p *progressReader) Read(b []byte) (int, error) {
	n, err := p.from.Read(b)
	p.mu.Lock()
	defer p.mu.Unlock()
	if n > 0 && p.onProgress != nil {
		p.sent += int64(n)
		p.onProgress(p.sent)
	}
	return n, err
}

func (p *progressReader) stop() {
	p.mu.Lock()
	p.onProgress = nil
	p.mu.Unlock()
}
