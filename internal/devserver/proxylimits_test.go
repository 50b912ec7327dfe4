package devserver

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// transport answers in the service's place, without a network.
type transport func(r *http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

const somePart = "/api/v1/accounts/11111111-1111-4111-8111-111111111111/workflow-executions/22222222-2222-4222-8222-222222222222" +
	"/credentials/33333333-3333-4333-8333-333333333333/parts/FACE"

func TestTheProxyLimitsBodies(t *testing.T) {
	u := &Upstream{API: "https://api.example", Client: &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return nil, err
		}
		return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader("{}")), Request: r}, nil
	})}}
	h, err := Proxy(u)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		bytes  int64
		length bool // is told before
		status int
	}{
		{"the most", maxUpload, true, 200},
		{"too much", maxUpload + 1, true, 413},
		{"the most, chunked", maxUpload, false, 200},
		{"too much, chunked", maxUpload + 1, false, 413},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("POST", "http://127.0.0.1:8080"+somePart, io.LimitReader(zeros{}, tt.bytes))
			r.ContentLength = -1
			if tt.length {
				r.ContentLength = tt.bytes
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != tt.status {
				t.Errorf("got %d %s, want %d", w.Code, w.Body, tt.status)
			}
		})
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }

// TestTheProxyEndsWaits: a service that says nothing, or not all, is given up
// before the server would cut the page's connection.
func TestTheProxyEndsWaits(t *testing.T) {
	silent := func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	halting := func(r *http.Request) (*http.Response, error) {
		body, end := io.Pipe()
		go func() {
			<-r.Context().Done()
			end.CloseWithError(r.Context().Err())
		}()
		return &http.Response{StatusCode: 200, Body: body, Request: r}, nil
	}
	for name, behaviour := range map[string]transport{"silent": silent, "halting": halting} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				log := logged(t)
				h, err := Proxy(&Upstream{API: "https://api.example", Client: &http.Client{Transport: behaviour}})
				if err != nil {
					t.Fatal(err)
				}
				start := time.Now()
				w := httptest.NewRecorder()
				h.ServeHTTP(w, httptest.NewRequest("DELETE", "http://127.0.0.1:8080"+somePart, nil))
				if took := time.Since(start); w.Code != 504 || took != maxPassage || took >= newServer(nil).WriteTimeout {
					t.Errorf("got %d after %v", w.Code, took)
				}
				if log.Len() == 0 {
					t.Error("nothing is logged")
				}
			})
		})
	}
}

func TestEveryWaitForTheServiceEnds(t *testing.T) {
	u, err := NewUpstream("emea-1", getenv)
	if err != nil {
		t.Fatal(err)
	}
	tr := u.Client.Transport.(*http.Transport)
	if u.Client.Timeout == 0 || tr.TLSHandshakeTimeout == 0 || tr.ResponseHeaderTimeout == 0 || tr.IdleConnTimeout == 0 || tr.DialContext == nil {
		t.Errorf("a wait has no end: %+v", tr)
	}
}
