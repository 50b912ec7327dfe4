package gateway

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
)

// InProcess makes an Upstream whose API is a handler in this process.
func InProcess(api http.Handler, id, clientSecret string) *Upstream {
	u := &Upstream{
		Account: "http://sandbox", Client: &http.Client{Transport: handlerTransport{api}},
		userAgent: defaultUserAgent, workflowDefinitionID: json.Number("1"),
	}
	u.setClient("http://sandbox", id, func() (string, error) { return clientSecret, nil })
	return u
}

// handlerTransport calls a handler instead of the network.
type handlerTransport struct{ http.Handler }

func (t handlerTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	w := &responseBuffer{header: http.Header{}}
	if r.Host == "" {
		r.Host = r.URL.Host
	}
	t.ServeHTTP(w, r)
	w.WriteHeader(http.StatusOK)
	return &http.Response{
		StatusCode: w.status, Header: w.header, Request: r, ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()),
	}, nil
}

type responseBuffer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *responseBuffer) Header() http.Header { return w.header }

// WriteHeader keeps the first status, as net/http does.
func (w *responseBuffer) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *responseBuffer) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}
