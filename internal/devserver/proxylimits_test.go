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
	u := &Upstream{API: "https://api.example", agent: userAgent, Client: &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
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
		part   string
		bytes  int64
		length bool // is told before
		status int
	}{
		{"the most", "FACE", maxUpload, true, 200},
		{"too much", "FACE", maxUpload + 1, true, 413},
		{"the most, chunked", "FACE", maxUpload, false, 200},
		{"too much, chunked", "FACE", maxUpload + 1, false, 413},
		{"the most of a document", "DOCUMENT", maxUpload, true, 200},
		{"the most data", "PREPARED_DATA", maxData, true, 200},
		{"too much data", "PREPARED_DATA", maxData + 1, true, 413},
		{"the most data, chunked", "PREPARED_DATA", maxData, false, 200},
		{"too much data, chunked", "PREPARED_DATA", maxData + 1, false, 413},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("POST", "http://127.0.0.1:8080"+strings.Replace(somePart, "FACE", tt.part, 1), io.LimitReader(zeros{}, tt.bytes))
			r.Header.Set("Authorization", "Bearer token")
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
		body, _ := io.Pipe() // nothing comes, and no end: who reads has to close it
		return &http.Response{StatusCode: 200, Body: body, Request: r}, nil
	}
	for _, tt := range []struct {
		name      string
		behaviour transport
		within    time.Duration
	}{{"silent", silent, maxPassage}, {"halting", halting, answerTime}} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				log := logged(t)
				h, err := Proxy(&Upstream{API: "https://api.example", Client: &http.Client{Transport: tt.behaviour}})
				if err != nil {
					t.Fatal(err)
				}
				start := time.Now()
				w := httptest.NewRecorder()
				r := httptest.NewRequest("DELETE", "http://127.0.0.1:8080"+somePart, nil)
				r.Header.Set("Authorization", "Bearer token")
				h.ServeHTTP(w, r)
				if took := time.Since(start); w.Code != 504 || took != tt.within || took >= newServer(nil).WriteTimeout {
					t.Errorf("got %d after %v", w.Code, took)
				}
				if log.Len() == 0 {
					t.Error("nothing is logged")
				}
			})
		})
	}
}

// TestUploadsWaitForEachOther: as many as the gate has places are under way; the next one
// waits, and is asked to come again when nobody is through in time.
func TestUploadsWaitForEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		takes := make(chan time.Duration, 3)
		u := &Upstream{API: "https://api.example", uploads: make(gate, 2), Client: &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
			time.Sleep(<-takes)
			return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader("{}")), Request: r}, nil
		})}}
		h, err := Proxy(u)
		if err != nil {
			t.Fatal(err)
		}
		ask := func(method string) *httptest.ResponseRecorder {
			r := httptest.NewRequest(method, "http://127.0.0.1:8080"+somePart, strings.NewReader("x"))
			r.Header.Set("Authorization", "Bearer token")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			return w
		}
		for _, tt := range []struct {
			name   string
			second time.Duration // the earlier of the two under way takes this
			status int
			waits  time.Duration
		}{
			{"through just in time", gateWait - time.Second, 200, gateWait - time.Second},
			{"through just too late", gateWait + time.Second, 503, gateWait},
		} {
			takes <- time.Minute
			takes <- tt.second
			for range 2 {
				go ask("POST")
			}
			synctest.Wait()
			start := time.Now()
			takes <- 0
			w := ask("POST")
			if waited := time.Since(start); w.Code != tt.status || waited != tt.waits || (w.Header().Get("Retry-After") != "") != (tt.status == 503) {
				t.Errorf("%s: got %d after %v", tt.name, w.Code, waited)
			}
			if tt.status == 503 {
				if w := ask("DELETE"); w.Code != 200 { // takes what was meant for the upload
					t.Errorf("a deletion waits for uploads: %d", w.Code)
				}
			}
			time.Sleep(2 * time.Minute) // all are through
		}
	})
}

func TestEveryWaitForTheServiceEnds(t *testing.T) {
	u, err := NewUpstream("emea-1", getenv, nil)
	if err != nil {
		t.Fatal(err)
	}
	tr := u.Client.Transport.(*http.Transport)
	if u.Client.Timeout == 0 || tr.TLSHandshakeTimeout == 0 || tr.ResponseHeaderTimeout == 0 || tr.IdleConnTimeout == 0 || tr.DialContext == nil {
		t.Errorf("a wait has no end: %+v", tr)
	}
}
