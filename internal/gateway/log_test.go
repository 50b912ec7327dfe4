package gateway

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"credential-capture/internal/observe"
	"credential-capture/test/must"
)

// planted is in everything that the rawService sends.
const planted = "Bearer-of-Ada-Lovelace"

// rawService is an upstream that answers each request with the same bytes and then waits
// for the client to hang up, which closed reports.
func rawService(t *testing.T, answer string) (origin string, closed <-chan struct{}) {
	t.Helper()
	listener := must.Get(net.Listen("tcp", "127.0.0.1:0"))(t)
	t.Cleanup(func() { _ = listener.Close() })
	ended := make(chan struct{}, 8)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close(); ended <- struct{}{} }()
				r, err := http.ReadRequest(bufio.NewReader(conn))
				if err != nil {
					return
				}
				_, _ = io.Copy(io.Discard, r.Body)
				_, _ = io.WriteString(conn, answer)
				if strings.HasSuffix(answer, cut) {
					return
				}
				_, _ = conn.Read(make([]byte, 1))
			}()
		}
	}()
	return "http://" + listener.Addr().String(), ended
}

// cut ends an answer after which the service hangs up.
const cut = "\x00"

// TestLog_quotesNothing has the service break HTTP in every way that net/http logs or
// panics at. The log gets a kind, and nothing of what was sent; the page gets an error.
func TestLog_quotesNothing(t *testing.T) {
	const elsewhere = `{"api":{"workflowExecution":"https://` + planted + `.example/"}}`
	const ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	for _, tt := range []struct {
		name, answer string
		status       int
		log          string
	}{
		{"more than Content-Length", ok + "Content-Length: 2\r\n\r\n{}" + planted, 200, "nobody has asked for"},
		{"204 with a body", "HTTP/1.1 204 No Content\r\n\r\n" + planted, 204, "nobody has asked for"},
		{"304 with a body", "HTTP/1.1 304 Not Modified\r\n\r\n" + planted, 304, "nobody has asked for"},
		{"status 000", "HTTP/1.1 000 " + planted + "\r\nContent-Length: 0\r\n\r\n", 502, "a status that doesn't exist"},
		{"status 099", "HTTP/1.1 099 " + planted + "\r\nContent-Length: 0\r\n\r\n", 502, "a status that doesn't exist"},
		{"status +12", "HTTP/1.1 +12 " + planted + "\r\nContent-Length: 0\r\n\r\n", 502, "a status that doesn't exist"},
		{"status 600", "HTTP/1.1 600 " + planted + "\r\nContent-Length: 0\r\n\r\n", 502, "a status that doesn't exist"},
		{"status 599", "HTTP/1.1 599 " + planted + "\r\nContent-Length: 0\r\n\r\n", 599, `"status":599`},
		{"another protocol", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: " + planted + "\r\nConnection: Upgrade\r\n\r\n", 502, "a status that doesn't exist"},
		{"a header without a colon", ok + planted + "\r\nContent-Length: 2\r\n\r\n{}", 502, `"kind":"unreachable"`},
		{"no HTTP", planted + "\r\n\r\n", 502, `"kind":"unreachable"`},
		{"a status of letters", "HTTP/1.1 " + planted + " OK\r\n\r\n", 502, `"kind":"unreachable"`},
		{"a length of letters", ok + "Content-Length: " + planted + "\r\n\r\n{}", 502, `"kind":"unreachable"`},
		{"a wrong chunk", ok + "Transfer-Encoding: chunked\r\n\r\n" + planted + "\r\n", 502, `"kind":"unreachable"`},
		{"an unknown encoding", ok + "Transfer-Encoding: " + planted + "\r\n\r\n{}", 502, `"kind":"unreachable"`},
		{"a long header", ok + "X: " + strings.Repeat(planted, 4000) + "\r\n\r\n{}", 502, `"kind":"unreachable"`},
		{"cut in the middle", ok + "Content-Length: 99\r\n\r\n{\"a\":\"" + planted + cut, 502, "the connection is cut"},
		{"no JSON", ok + "Content-Length: 22\r\n\r\n" + planted, 502, "no JSON"},
		{"an href elsewhere", ok + fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(elsewhere), elsewhere), 200, "lead elsewhere"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			origin, closed := rawService(t, tt.answer)
			b := &lines{}
			before := slog.Default()
			observe.SetLog(b, "json")
			t.Cleanup(func() { slog.SetDefault(before); log.SetOutput(os.Stderr) })
			h := must.Get(New(Config{API: origin, Getenv: getenv, Observer: &observe.Observer{Log: slog.Default()}}))(t)
			site := httptest.NewServer(h)
			defer site.Close()
			const path = "/api/v1/accounts/11111111-1111-4111-8111-111111111111/workflow-executions/22222222-2222-4222-8222-222222222222"
			r := must.Get(http.NewRequestWithContext(t.Context(), http.MethodPut, site.URL+path, nil))(t)
			r.Header.Set("Authorization", "Bearer "+planted)
			resp, err := http.DefaultTransport.RoundTrip(r)
			if err != nil {
				t.Fatalf("the page gets no answer: %v", err)
			}
			body, _ := io.ReadAll(resp.Body)
			_ = resp.Body.Close()
			if strings.Contains(tt.log, "nobody") {
				select {
				case <-closed: // the transport logs before it hangs up
				case <-time.After(time.Minute):
					t.Fatal("the connection is kept")
				}
			}
			site.Close() // until the request is logged
			if resp.StatusCode != tt.status {
				t.Errorf("status %d, want %d: %s", resp.StatusCode, tt.status, body)
			}
			text := b.String()
			if !strings.Contains(text, tt.log) {
				t.Errorf("logged %s, want %s", text, tt.log)
			}
			for _, private := range []string{planted, "Ada", "127.0.0.1", ".go:", "goroutine", path[:30]} {
				if strings.Contains(text, private) {
					t.Errorf("%q is logged: %s", private, text)
				}
			}
			if bytes.Contains(body, []byte(planted)) {
				t.Errorf("the page gets %s", body)
			}
		})
	}
}
