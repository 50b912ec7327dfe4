package devserver

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
	"time"

	"credential-capture/apiclient"
	"credential-capture/fault"
	"credential-capture/internal/sandbox"
	"credential-capture/test/testpic"
)

// These tests are of bodies on real connections, on both sides of the proxy.

// TestAnEarlyRefusalIsHeard: a service that answers before it has read the body, and reads
// no more, is understood: a token that has ended would else look like a network that fails.
func TestAnEarlyRefusalIsHeard(t *testing.T) {
	f := newFlow(t, apiclient.Config{MaxAttempts: 1})
	f.api.unread = true
	big := append(testpic.JPEGHeader(800, 600), make([]byte, 8<<20)...)
	for i := range 10 {
		f.inject(sandbox.Fault{Operation: "addPart", Status: http.StatusUnauthorized, At: sandbox.Before})
		_, err := f.session.AddPart(t.Context(), "FACE", apiclient.File{Type: "image/jpeg", Content: bytes.NewReader(big)}, nil)
		var e *fault.Error
		if !errors.As(err, &e) || e.Code != fault.Unauthorized {
			t.Errorf("%d: got %v", i, err)
		}
	}
}

// TestBodiesThatWontDo: what a body is cut for is said, and isn't the service's fault.
func TestBodiesThatWontDo(t *testing.T) {
	for _, tt := range []struct {
		name   string
		length string
		body   func(io.Writer)
		status string
	}{
		{"without an end", "Transfer-Encoding: chunked", func(w io.Writer) {
			chunk := "10000\r\n" + strings.Repeat("-", 1<<16) + "\r\n"
			for range maxUpload>>16 + 1 {
				_, _ = io.WriteString(w, chunk)
			}
		}, "413"},
		{"that is announced", "Content-Length: 20000000", func(io.Writer) {}, "413"},
		{"that drips", "Content-Length: 1000", func(w io.Writer) { _, _ = io.WriteString(w, "-") }, "408"},
		{"that is cut", "Content-Length: 1000", func(w io.Writer) { _ = w.(*net.TCPConn).CloseWrite() }, "408"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			log := logged(t)
			service := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }))
			defer service.Close()
			proxy, err := Proxy(&Upstream{API: service.URL, Client: newClient(), agent: userAgent})
			if err != nil {
				t.Fatal(err)
			}
			site := httptest.NewServer(pace{200 * time.Millisecond, 1 << 20, time.Minute}.of(proxy))
			defer site.Close()
			conn, err := net.Dial("tcp", site.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
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

// TestOneUploadDoesNotStopOthers: a service that offers HTTP/2, and is slow to take one
// body, takes the others meanwhile.
func TestOneUploadDoesNotStopOthers(t *testing.T) {
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
	proxy, err := Proxy(&Upstream{API: service.URL, Client: client, agent: userAgent})
	if err != nil {
		t.Fatal(err)
	}
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
			t.Errorf("the service is spoken to by %s", p)
		}
	}
}
