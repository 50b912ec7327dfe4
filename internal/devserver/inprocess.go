package devserver

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
)

// InProcess is an Upstream whose API is a handler of this very process.
func InProcess(api http.Handler, id, secret string) *Upstream {
	u := &Upstream{
		Account: "http://sandbox", Client: &http.Client{Transport: direct{api}},
		agent: userAgent, workflowDefinitionID: json.Number("1"),
	}
	u.authorizedBy("http://sandbox", id, func() (string, error) { return secret, nil })
	return u
}

// direct carries requests to a handler without a network.
type direct struct{ to http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	a := &answer{header: http.Header{}}
	if r.Host == "" {
		r.Host = r.URL.Host
	}
	d.to.ServeHTTP(a, r)
	a.WriteHeader(http.StatusOK)
	return &http.Response{
		StatusCode: a.status, Header: a.header, Request: r, ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(&a.body), ContentLength: int64(a.body.Len()),
	}, nil
}

type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header { return a.header }

// WriteHeader counts once, as on a connection.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}
