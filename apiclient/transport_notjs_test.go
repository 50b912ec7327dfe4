//go:build !js

package apiclient

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"credential-capture/internal/fault"
)

// serve starts a server and returns its address and a transport to reach it.
func serve(t *testing.T, h http.HandlerFunc) (string, Transport) {
	t.Helper()
	srv := httptest.NewServer(h)
	tr := NewTransport()
	t.Cleanup(func() {
		tr.(*httpTransport).CloseIdleConnections()
		srv.Close()
	})
	return srv.URL, tr
}

func TestHTTPSendsWhatItIsGiven(t *testing.T) {
	url, tr := serve(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusTeapot)
		fmt.Fprintf(w, "%s %s %d %q %q %q %q", r.Method, r.URL.Path, r.ContentLength, b,
			r.Header.Get("Authorization"), r.Header.Get("User-Agent"), r.Header.Get("Cookie")+r.Header.Get("Referer"))
	})
	var progress []int64
	response, err := tr.RoundTrip(t.Context(), &Request{
		Method:   "PUT",
		URL:      url + "/api/v1/x",
		Header:   map[string]string{"Authorization": "Bearer t", "User-Agent": "test"},
		Body:     []Content{Bytes("one "), Bytes("two")},
		Progress: func(sent int64) { progress = append(progress, sent) },
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(response.Body), `PUT /api/v1/x 7 "one two" "Bearer t" "test" ""`; got != want {
		t.Errorf("the server saw %s, want %s", got, want)
	}
	if response.Status != 418 || response.RetryAfter != "7" || response.Date == "" {
		t.Errorf("response %+v", response)
	}
	if len(progress) == 0 || progress[len(progress)-1] != 7 {
		t.Errorf("progress %v, want 7 at the end", progress)
	}
}

func TestHTTPWithoutABody(t *testing.T) {
	url, tr := serve(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%d %q", r.ContentLength, r.Header.Get("Transfer-Encoding"))
	})
	response, err := tr.RoundTrip(t.Context(), &Request{Method: "DELETE", URL: url})
	if err != nil {
		t.Fatal(err)
	}
	if got := string(response.Body); got != `0 ""` {
		t.Errorf("the server saw %s", got)
	}
}

func TestHTTPFollowsNoRedirect(t *testing.T) {
	var reached atomic.Bool
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(true) }))
	defer elsewhere.Close()
	for _, code := range []int{301, 302, 303, 307, 308} {
		url, tr := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, code) })
		response, err := tr.RoundTrip(t.Context(), &Request{Method: "POST", URL: url, Body: []Content{Bytes("x")}})
		if err != nil || response.Status != code {
			t.Errorf("%d: got %+v, %v", code, response, err)
		}
	}
	if reached.Load() {
		t.Error("a redirect was followed")
	}
}

func TestHTTPCapsTheAnswer(t *testing.T) {
	for _, size := range []int{maxAnswer, maxAnswer + 1} {
		url, tr := serve(t, func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, strings.Repeat("a", size)) // fails when the client has had enough
		})
		response, err := tr.RoundTrip(t.Context(), &Request{Method: "GET", URL: url})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(response.Body); got != maxAnswer {
			t.Errorf("of %d bytes it read %d, want %d", size, got, maxAnswer)
		}
	}
}

func TestHTTPFailures(t *testing.T) {
	url, tr := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/cut" {
			w.Header().Set("Content-Length", "10")
			_, _ = io.WriteString(w, "five5")
		}
		panic(http.ErrAbortHandler) // closes the connection
	})
	for name, r := range map[string]*Request{
		"closed before the answer": {Method: "POST", URL: url + "/none", Body: []Content{Bytes("x")}},
		"closed in the answer":     {Method: "POST", URL: url + "/cut", Body: []Content{Bytes("x")}},
		"nobody there":             {Method: "POST", URL: "http://127.0.0.1:1/api/v1/secret-id"},
	} {
		_, err := tr.RoundTrip(t.Context(), r)
		if fault.CodeOf(err) != fault.Network {
			t.Errorf("%s: %v, want network", name, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret-id") {
			t.Errorf("%s: the error quotes the address: %v", name, err)
		}
	}
	unreadable := &Request{Method: "POST", URL: url, Body: []Content{torn{}}}
	if _, err := tr.RoundTrip(t.Context(), unreadable); fault.CodeOf(err) != fault.Corrupt {
		t.Errorf("a file that can't be read: %v, want corrupt", err)
	}
}

// torn is a file that changed after it was chosen.
type torn struct{}

func (torn) ReadAt([]byte, int64) (int, error) { return 0, fault.New(fault.Corrupt, "changed") }
func (torn) Size() int64                       { return 10 }

func TestHTTPEndsWithItsContext(t *testing.T) {
	arrived, done := make(chan struct{}), make(chan struct{})
	url, tr := serve(t, func(http.ResponseWriter, *http.Request) {
		close(arrived)
		<-done
	})
	defer close(done)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	if _, err := tr.RoundTrip(ctx, &Request{Method: "GET", URL: url}); !errors.Is(err, context.Canceled) || fault.CodeOf(err) != fault.Internal {
		t.Errorf("got %v, want context.Canceled and no code", err)
	}
}

func TestProgressEndsWithTheAnswer(t *testing.T) {
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
