//go:build !js

package apiclient

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"credential-capture/test/must"
)

// What every transport must do is in transport_test.go; this is net/http's own.

func TestHTTP_redirectIsForbidden(t *testing.T) {
	var reached atomic.Bool
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(true) }))
	defer elsewhere.Close()
	tr := NewTransport()
	defer tr.(*httpTransport).CloseIdleConnections()
	for _, code := range []int{301, 302, 303, 307, 308} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL, code)
		}))
		response, err := tr.RoundTrip(t.Context(), &Request{Method: "POST", URL: srv.URL, Body: []Content{Bytes("x")}})
		if err != nil || response.Status != code {
			t.Errorf("%d: got %+v, %v", code, response, err)
		}
		tr.(*httpTransport).CloseIdleConnections()
		srv.Close()
	}
	if reached.Load() {
		t.Error("a redirect was followed")
	}
}

func TestHTTP_userAgent(t *testing.T) {
	got := make(chan string, 1)
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got <- r.UserAgent() }))
	defer srv.Close()
	tr := NewTransport()
	defer tr.(*httpTransport).CloseIdleConnections()
	must.Get(tr.RoundTrip(t.Context(), &Request{Method: "PUT", URL: srv.URL, Header: map[string]string{"User-Agent": "Shop/1.0"}}))(t)
	if ua := <-got; ua != "Shop/1.0" {
		t.Errorf("got %q", ua)
	}
}

func TestHTTP_noProgressAfterAnswer(t *testing.T) {
	told := 0
	p := newProgressReader(strings.NewReader("four"), func(int64) { told++ })
	b := make([]byte, 2)
	_, _ = p.Read(b)
	p.stop()
	_, _ = p.Read(b)
	if told != 1 {
		t.Errorf("told %d times, want only before stop", told)
	}
}
