//go:build !js

package apiclient

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"credential-capture/test/must"
)

// What every transport must do is in transport_test.go; this is net/http's own.

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
