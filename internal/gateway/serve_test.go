package gateway

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"credential-capture/internal/middleware"
	"credential-capture/test/must"
)

// TestNewServer_timeouts: a client that sends its header or body byte by byte holds a
// connection for a bounded time.
func TestNewServer_timeouts(t *testing.T) {
	s := NewServer(http.NotFoundHandler())
	for _, tt := range []struct {
		name        string
		d, min, max time.Duration
	}{
		{"ReadHeaderTimeout", s.ReadHeaderTimeout, time.Second, 10 * time.Second},
		{"ReadTimeout", s.ReadTimeout, 2 * time.Minute, 5 * time.Minute}, // 15 MB at 1 Mbit/s take two
		{"WriteTimeout", s.WriteTimeout, s.ReadTimeout + time.Second, 5 * time.Minute},
		{"IdleTimeout", s.IdleTimeout, time.Second, 5 * time.Minute},
	} {
		if tt.d < tt.min || tt.d > tt.max {
			t.Errorf("%s is %v, want %v to %v", tt.name, tt.d, tt.min, tt.max)
		}
	}
	if s.MaxHeaderBytes == 0 || s.MaxHeaderBytes > 64<<10 || s.Handler == nil {
		t.Errorf("MaxHeaderBytes is %d, the handler %v", s.MaxHeaderBytes, s.Handler)
	}
}

// running is a gateway that a test can stop.
type running struct {
	addr string
	stop context.CancelFunc
	done chan error
}

func run(t *testing.T, api string, how Stop) *running {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	l := must.Get(net.Listen("tcp", "127.0.0.1:0"))(t)
	server, served := NewServer(siteOf(t, Config{API: api, Getenv: getenv, Draining: ctx.Done()})), make(chan error, 1)
	r := &running{l.Addr().String(), stop, make(chan error, 1)}
	go func() { served <- server.Serve(l) }()
	go func() { r.done <- Drain(ctx, server, served, how) }()
	return r
}

// halfSent is an upload that waits in the middle of its body.
type halfSent struct {
	rest     []byte
	body     *io.PipeWriter
	answered chan int // the status, 0 when the connection was cut
}

// upload sends half a selfie, and waits until the service has its beginning.
func (r *running) upload(t *testing.T, a *fakeService) *halfSent {
	t.Helper()
	resp := must.Get(http.Post("http://"+r.addr+"/session", "application/json", strings.NewReader(`{"credentials":[{"category":"SELFIE"}]}`)))(t)
	answer, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	href, token := (&page{init: decoded(t, answer)}).selfie()
	kind, form := pictureForm()
	from, body := io.Pipe()
	q, _ := http.NewRequestWithContext(t.Context(), "POST", href, from)
	q.ContentLength = int64(len(form))
	q.Header = http.Header{"Authorization": {"Bearer " + token}, "Content-Type": {kind}}
	h := &halfSent{form[len(form)/2:], body, make(chan int, 1)}
	a.begun = make(chan string, 1)
	go func() {
		resp, err := (&http.Client{Transport: &http.Transport{}}).Do(q)
		if err != nil {
			h.answered <- 0
			return
		}
		resp.Body.Close()
		h.answered <- resp.StatusCode
	}()
	must.Get(body.Write(form[:len(form)/2]))(t)
	<-a.begun
	return h
}

// TestDrain_uploadInFlight: new connections are refused, the upload ends, then the server.
func TestDrain_uploadInFlight(t *testing.T) {
	a := newFakeService(t)
	r := run(t, a.URL, Stop{Drain: time.Minute})
	upload := r.upload(t, a)
	r.stop()
	for refused := false; !refused; { // until the listener is closed
		conn, err := net.Dial("tcp", r.addr)
		if refused = err != nil; !refused {
			_ = conn.Close()
		}
	}
	select {
	case err := <-r.done:
		t.Fatalf("the server ended before the upload: %v", err)
	case status := <-upload.answered:
		t.Fatalf("the upload was answered %d in its middle", status)
	default:
	}
	_, _ = upload.body.Write(upload.rest)
	_ = upload.body.Close()
	if status := <-upload.answered; status != 200 {
		t.Errorf("the upload in flight got %d", status)
	}
	must.Succeed(t, <-r.done)
}

// TestDrain_timeout: an upload that doesn't end in time is cut.
func TestDrain_timeout(t *testing.T) {
	log := captureLog(t)
	a := newFakeService(t)
	r := run(t, a.URL, Stop{Drain: 50 * time.Millisecond})
	upload := r.upload(t, a)
	r.stop()
	must.Succeed(t, <-r.done)
	_ = upload.body.CloseWithError(io.ErrUnexpectedEOF) // net/http's client waits for its own body
	if status := <-upload.answered; status != 0 {
		t.Errorf("the upload that hangs got %d", status)
	}
	if !strings.Contains(log.String(), "they are cut") {
		t.Errorf("logged %s", log)
	}
}

// TestDrain_linger: /readyz fails before the server refuses requests.
func TestDrain_linger(t *testing.T) {
	r := run(t, newFakeService(t).URL, Stop{Linger: time.Hour, Drain: time.Minute})
	check := func(path string, want int) {
		t.Helper()
		resp := must.Get(http.Get("http://" + r.addr + path))(t)
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s: got %d, want %d", path, resp.StatusCode, want)
		}
	}
	check("/readyz", 200)
	r.stop()
	check("/readyz", 503)
	check("/healthz", 200)
	select {
	case err := <-r.done:
		t.Errorf("ended: %v", err)
	default:
	}
}

// TestHealth_readiness: the answer names what fails, and the service is asked once per
// checkInterval however many probes there are.
func TestHealth_readiness(t *testing.T) {
	says := func(status int, body string) transport {
		return func(*http.Request) (*http.Response, error) { return response(status, body), nil }
	}
	away := func(*http.Request) (*http.Response, error) { return nil, errors.New("no route to host") }
	silent := func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, context.Cause(r.Context())
	}
	// The API's two origins are asked by one client.
	ofAccounts := func(f transport) transport {
		return func(r *http.Request) (*http.Response, error) {
			if r.URL.Host == "account.example" {
				return f(r)
			}
			return response(403, ""), nil
		}
	}
	for _, tt := range []struct {
		name       string
		token, api transport
		status     int
		says       string
		takes      time.Duration
	}{
		{"all well", nil, says(403, ""), 200, `{"checks":[{"name":"token","ok":true},{"name":"account","ok":true},{"name":"api","ok":true}],"ok":true}`, 0},
		{"wrong secret", says(401, `{"error":"invalid_client"}`), says(403, ""), 503, `{"name":"token","ok":false},{"name":"account","ok":true},{"name":"api","ok":true}`, 0},
		{"no token", away, says(403, ""), 503, `{"name":"token","ok":false},{"name":"account","ok":true},{"name":"api","ok":true}`, 0},
		{"API away", nil, away, 503, `{"name":"token","ok":true},{"name":"account","ok":true},{"name":"api","ok":false}`, 0},
		{"accounts away", nil, ofAccounts(away), 503, `{"name":"token","ok":true},{"name":"account","ok":false},{"name":"api","ok":true}`, 0},
		{"accounts silent", nil, ofAccounts(silent), 503, `{"name":"account","ok":false},{"name":"api","ok":true}`, checkTimeout},
		{"API answers 404", nil, says(404, ""), 200, `"ok":true}],"ok":true`, 0},
		{"API silent", nil, silent, 503, `{"name":"api","ok":false}`, checkTimeout},
		{"token silent", silent, says(403, ""), 503, `{"name":"token","ok":false},{"name":"account","ok":true},{"name":"api","ok":true}`, checkTimeout},
		{"both silent", silent, silent, 503, `{"name":"token","ok":false},{"name":"account","ok":true},{"name":"api","ok":false}`, checkTimeout},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				log := captureLog(t)
				g, checks := &fakeAuth{life: time.Hour}, 0
				if tt.token != nil {
					g.answer = func(int64) (*http.Response, error) { return tt.token(g.request) }
				}
				u := upstreamOf(g.RoundTrip)
				u.setClient("https://auth.example", "id", func() (string, error) { return secret, nil })
				u.Account = "https://account.example"
				var mu sync.Mutex
				u.Client = &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
					mu.Lock()
					checks++
					mu.Unlock()
					if r.URL.Host == "account.example" && !strings.HasPrefix(tt.name, "accounts") {
						return response(403, ""), nil
					}
					return tt.api(r)
				})}
				h := Health(u, nil, nil)
				start := time.Now()
				w := get(h, "GET", "/readyz")
				if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.says) || time.Since(start) != tt.takes {
					t.Errorf("got %d %s after %v, want %d %s", w.Code, w.Body, time.Since(start), tt.status, tt.says)
				}
				if strings.Contains(w.Body.String(), secret) || strings.Contains(w.Body.String(), "example") || strings.Contains(log.String(), secret) {
					t.Errorf("answered %s, logged %s", w.Body, log)
				}
				before := checks
				time.Sleep(checkInterval - time.Millisecond)
				for range 20 {
					get(h, "GET", "/readyz")
				}
				if checks != before {
					t.Errorf("%d more checks within the interval", checks-before)
				}
				time.Sleep(time.Millisecond)
				if get(h, "GET", "/readyz"); checks == before {
					t.Error("no check after the interval")
				}
				if w := get(h, "GET", "/healthz"); w.Code != 200 {
					t.Errorf("/healthz: got %d", w.Code)
				}
				time.Sleep(time.Minute) // until cancelled grants end
			})
		})
	}
}

// TestHealth_store: the log says which condition failed, and why.
func TestHealth_store(t *testing.T) {
	log := captureLog(t)
	h := Health(nil, nil, map[string]func(context.Context) error{"store": func(context.Context) error {
		return middleware.Refuse(http.StatusServiceUnavailable, "the store is away")
	}})
	if w := get(h, "GET", "/readyz"); w.Code != 503 || !strings.Contains(w.Body.String(), `{"name":"store","ok":false}`) {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if !strings.Contains(log.String(), `check=store reason="the store is away"`) {
		t.Errorf("logged %s", log)
	}
}

// TestInProcess: a handler gets the request and its first status counts.
func TestInProcess(t *testing.T) {
	client := &http.Client{Transport: handlerTransport{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Host", r.Host)
		w.WriteHeader(http.StatusTeapot)
		w.WriteHeader(http.StatusOK)
		_, _ = io.Copy(w, r.Body)
	})}}
	resp := must.Get(client.Post("http://sandbox/x", "text/plain", strings.NewReader("body")))(t)
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusTeapot || string(body) != "body" || resp.Header.Get("X-Host") != "sandbox" {
		t.Errorf("got %d %s %v", resp.StatusCode, body, resp.Header)
	}
}

// response is an answer for a transport.
func response(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body))}
}
