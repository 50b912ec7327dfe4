//go:build !js

package apiclient_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"credential-capture/apiclient"
	"credential-capture/internal/sandbox"
	"credential-capture/test/faultserver"
)

// probes starts the misbehaving server and returns its two origins.
func probes(t *testing.T) (url, elsewhere string) {
	t.Helper()
	url = serve(t, faultserver.New())
	return url, strings.Replace(url, "127.0.0.1", "localhost", 1)
}

// sandboxURL starts the API; its control is at /control/.
func sandboxURL(t *testing.T) string {
	t.Helper()
	s := sandbox.New(sandbox.Options{})
	mux := http.NewServeMux()
	mux.Handle("/", s)
	mux.Handle("/control/", http.StripPrefix("/control", s.Control()))
	return serve(t, mux)
}

func serve(t *testing.T, h http.Handler) (url string) {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv.URL
}

// transport returns one that leaves no connections behind.
func transport(t *testing.T) apiclient.Transport {
	t.Helper()
	tr := apiclient.NewTransport()
	t.Cleanup(tr.(interface{ CloseIdleConnections() }).CloseIdleConnections)
	return tr
}
