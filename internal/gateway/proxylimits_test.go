package gateway

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"credential-capture/apiclient"
	"credential-capture/fault"
	"credential-capture/internal/middleware"
	"credential-capture/internal/sandbox"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

func TestProxy_bodyLimits(t *testing.T) {
	h := proxyOf(t, upstreamOf(func(r *http.Request) (*http.Response, error) {
		_, err := io.Copy(io.Discard, r.Body)
		return response(200, "{}"), err
	}))
	for _, tt := range []struct {
		name   string
		part   string
		bytes  int64
		length bool // Content-Length is set
		status int
	}{
		{"the most of a part", "FACE", maxUpload, true, 200},
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

var withToken = map[string]string{"Authorization": "Bearer token"}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }

// TestProxy_timeouts: a silent or halting service ends with 504, before the server's own
// timeout.
func TestProxy_timeouts(t *testing.T) {
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
	}{{"silent", silent, requestTimeout}, {"halting", halting, answerTimeout}} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				log := captureLog(t)
				h := proxyOf(t, upstreamOf(tt.behaviour))
				start := time.Now()
				w := ask(h, "DELETE", somePart, nil, withToken)
				if took := time.Since(start); w.Code != 504 || took != tt.within || took >= NewServer(nil).WriteTimeout {
					t.Errorf("got %d after %v", w.Code, took)
				}
				if log.Len() == 0 {
					t.Error("nothing is logged")
				}
			})
		})
	}
}

// TestProxy_maxUploads: an upload beyond the limit of its address waits for a place, and gets 503
// when there is none in time.
func TestProxy_maxUploads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		takes := make(chan time.Duration, 3)
		u := &Upstream{API: "https://api.example", uploads: middleware.NewPlaces(8), Client: &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
			time.Sleep(<-takes)
			return response(200, "{}"), nil
		})}}
		h := proxyOf(t, u)
		send := func(method string) *httptest.ResponseRecorder {
			return ask(h, method, somePart, strings.NewReader("x"), withToken)
		}
		for _, tt := range []struct {
			name   string
			second time.Duration // the earlier of the two under way takes this
			status int
			waits  time.Duration
		}{
			{"place free just in time", uploadWait - time.Second, 200, uploadWait - time.Second},
			{"place free just too late", uploadWait + time.Second, 503, uploadWait},
		} {
			takes <- time.Minute
			takes <- tt.second
			for range 2 {
				go send("POST")
			}
			synctest.Wait()
			start := time.Now()
			takes <- 0
			w := send("POST")
			if waited := time.Since(start); w.Code != tt.status || waited != tt.waits || (w.Header().Get("Retry-After") != "") != (tt.status == 503) {
				t.Errorf("%s: got %d after %v", tt.name, w.Code, waited)
			}
			if tt.status == 503 {
				if w := send("DELETE"); w.Code != 200 { // takes what was meant for the upload
					t.Errorf("a deletion waits for uploads: %d", w.Code)
				}
			}
			time.Sleep(2 * time.Minute) // all are through
		}
	})
}

// TestProxy_idleUploads opens uploads whose bodies don't come: they take no place.
func TestProxy_idleUploads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		u := &Upstream{API: "https://api.example", uploads: middleware.NewPlaces(1), Client: &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
			_, err := io.Copy(io.Discard, r.Body)
			return response(200, "{}"), err
		})}}
		h := proxyOf(t, u)
		var idle []*io.PipeWriter
		done := make(chan int, 50)
		for range cap(done) {
			body, flow := io.Pipe()
			idle = append(idle, flow)
			go func() { done <- ask(h, "POST", somePart, body, withToken).Code }()
		}
		synctest.Wait()
		start := time.Now()
		if w := ask(h, "POST", somePart, strings.NewReader("x"), withToken); w.Code != 200 || time.Since(start) != 0 {
			t.Errorf("an upload beside idle ones: %d after %v", w.Code, time.Since(start))
		}
		for i, flow := range idle {
			_ = flow.CloseWithError([]error{io.ErrUnexpectedEOF, io.EOF}[i%2]) // cut, or empty
			if got, want := <-done, []int{408, 200}[i%2]; got != want {
				t.Errorf("got %d, want %d", got, want)
			}
		}
	})
}

// TestValues counts what decoding allocates for.
func TestValues(t *testing.T) {
	for in, want := range map[string]int{
		``: 0, `1`: 0, `[]`: 1, `{"a":[1,2,{"b":[]}]}`: 6, `"[,{"`: 0, `"\\"[`: 1, `"\"[[["`: 0, `["[`: 1, `"\`: 0,
	} {
		if got := values([]byte(in)); got != want {
			t.Errorf("%s: %d, want %d", in, got, want)
		}
	}
	for n, want := range map[int]error{maxValues - 2: nil, maxValues: errTooLong} {
		if _, err := readAnswer(strings.NewReader("[" + strings.Repeat("[],", n/2) + "[]]")); !errors.Is(err, want) {
			t.Errorf("%d values: %v, want %v", n+2, err, want)
		}
	}
}

func TestNewTransport_timeouts(t *testing.T) {
	u := must.Get(newUpstream("emea-1", getenv, nil))(t)
	tr := u.Client.Transport.(*http.Transport)
	if u.Client.Timeout == 0 || tr.TLSHandshakeTimeout == 0 || tr.ResponseHeaderTimeout == 0 || tr.IdleConnTimeout == 0 || tr.DialContext == nil {
		t.Errorf("a wait has no end: %+v", tr)
	}
}

// TestProxy_earlyRefusal: an answer that comes before the body is read arrives. Otherwise an
// expired token would look like a network error.
func TestProxy_earlyRefusal(t *testing.T) {
	f := newFlow(t, apiclient.Config{MaxAttempts: 1})
	f.api.unread = true
	big := append(testpic.JPEGHeader(800, 600), make([]byte, 8<<20)...)
	for i := range 10 {
		f.inject(sandbox.Fault{Operation: "addPart", Status: http.StatusUnauthorized, At: sandbox.Before})
		_, err := f.session.AddPart(t.Context(), "FACE", apiclient.File{Type: "image/jpeg", Content: bytes.NewReader(big)}, nil)
		if fault.CodeOf(err) != fault.Unauthorized {
			t.Errorf("%d: got %v", i, err)
		}
	}
}

// TestProxy_badBodies: the status says what is wrong, and the log has no error of the service.
func TestProxy_badBodies(t *testing.T) {
	for _, tt := range []struct {
		name   string
		length string
		body   func(io.Writer)
		status string
		grace  time.Duration
	}{
		{"endless", "Transfer-Encoding: chunked", func(w io.Writer) {
			chunk := "10000\r\n" + strings.Repeat("-", 1<<16) + "\r\n"
			for range maxUpload>>16 + 1 {
				_, _ = io.WriteString(w, chunk)
			}
		}, "413", time.Minute},
		{"with a Content-Length over the limit", "Content-Length: 20000000", func(io.Writer) {}, "413", time.Minute},
		{"too slow", "Content-Length: 1000", func(w io.Writer) { _, _ = io.WriteString(w, "-") }, "408", 200 * time.Millisecond},
		{"cut", "Content-Length: 1000", func(w io.Writer) { _ = w.(*net.TCPConn).CloseWrite() }, "408", time.Minute},
	} {
		t.Run(tt.name, func(t *testing.T) {
			log := captureLog(t)
			service := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }))
			defer service.Close()
			proxy := proxyOf(t, &Upstream{API: service.URL, Client: newClient(), userAgent: defaultUserAgent})
			site := httptest.NewServer(middleware.UploadRate{Grace: tt.grace, BytesPerSecond: 1 << 20, MaxTime: time.Minute}.Limit(proxy))
			defer site.Close()
			conn := must.Get(net.Dial("tcp", site.Listener.Addr().String()))(t)
			defer conn.Close()
			_, _ = io.WriteString(conn, "POST "+somePart+" HTTP/1.1\r\nHost: "+site.Listener.Addr().String()+"\r\nAuthorization: Bearer x\r\n"+tt.length+"\r\n\r\n")
			go tt.body(conn)
			answer := make([]byte, len("HTTP/1.1 413"))
			if _, err := io.ReadFull(conn, answer); err != nil || string(answer) != "HTTP/1.1 "+tt.status {
				t.Errorf("got %q, %v, want %s", answer, err, tt.status)
			}
			if log.Len() != 0 {
				t.Errorf("logged as the service's: %s", log)
			}
		})
	}
}

// TestProxy_slowUploadBlocksNoOther: uploads to a service that offers HTTP/2 don't share a
// connection.
func TestProxy_slowUploadBlocksNoOther(t *testing.T) {
	goOn, stuck, protocols := make(chan struct{}), make(chan struct{}, 9), make(chan string, 9)
	service := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		protocols <- r.Proto
		if r.Method == http.MethodPut {
			stuck <- struct{}{}
			<-goOn
		}
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, "{}")
	}))
	service.EnableHTTP2 = true
	service.StartTLS()
	defer service.Close()
	client := newClient()
	client.Transport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: service.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
	proxy := proxyOf(t, &Upstream{API: service.URL, Client: client, userAgent: defaultUserAgent})
	site := httptest.NewServer(proxy)
	defer site.Close()
	upload := func(method string) int {
		r, _ := http.NewRequestWithContext(t.Context(), method, site.URL+somePart, bytes.NewReader(make([]byte, 4<<20)))
		r.Header.Set("Authorization", "Bearer x")
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Error(err)
			return 0
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	slow := make(chan int, 3)
	for range cap(slow) {
		go func() { slow <- upload("PUT") }()
		<-stuck
	}
	if status := upload("POST"); status != 200 {
		t.Errorf("beside slow ones an upload got %d", status)
	}
	close(goOn)
	for range cap(slow) {
		if status := <-slow; status != 200 {
			t.Errorf("a slow one got %d", status)
		}
		if p := <-protocols; p != "HTTP/1.1" {
			t.Errorf("the request to the service is %s", p)
		}
	}
}
