package devserver

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestABodyThatDripsIsCut: the client sends a part and no more; the server's deadline is
// what ends it, on a real connection.
func TestABodyThatDripsIsCut(t *testing.T) {
	for _, tt := range []struct {
		name string
		pace pace
		sent int
		cut  bool
	}{
		{"nothing comes", pace{20 * time.Millisecond, 1000, time.Minute}, 0, true},
		{"too little comes", pace{20 * time.Millisecond, 1000, time.Minute}, 10, true},
		{"what came was enough for more time than there is", pace{20 * time.Millisecond, 1, 50 * time.Millisecond}, 90, true},
		{"all comes", pace{time.Minute, 1000, time.Minute}, 100, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			read := make(chan error, 1)
			site := httptest.NewServer(tt.pace.of(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, err := io.ReadAll(r.Body)
				read <- err
			})))
			defer site.Close()
			conn, err := net.Dial("tcp", site.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			_, _ = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"+strings.Repeat("a", tt.sent))
			if err := <-read; errors.Is(err, errTooSlow) != tt.cut || (err == nil) == tt.cut {
				t.Errorf("the body ends with %v", err)
			}
			if tt.cut {
				if _, err := io.ReadAll(conn); err != nil { // until the server closes it
					t.Error(err)
				}
			}
		})
	}
}

// TestATimeThatTheServerTakesIsItsOwn: before it reads, and between two reads, it may do
// something else for longer than the grace.
func TestATimeThatTheServerTakesIsItsOwn(t *testing.T) {
	p := &paced{
		ReadCloser: io.NopCloser(strings.NewReader("body")), pace: pace{time.Second, 1000, time.Hour},
		conn: http.NewResponseController(httptest.NewRecorder()), began: time.Now().Add(-time.Minute),
	}
	b, err := io.ReadAll(p)
	if err != nil || string(b) != "body" || p.spent > time.Second || p.got != 4 {
		t.Errorf("got %q, %v, %v in reading, %d bytes", b, err, p.spent, p.got)
	}
}

// TestNobodyIsCutWhomTheClientWaitsFor: the client allows for 50,000 bytes a second.
func TestNobodyIsCutWhomTheClientWaitsFor(t *testing.T) {
	if usualPace.rate > 50_000/2 || usualPace.grace < 10*time.Second || usualPace.grace > 30*time.Second {
		t.Errorf("the pace is %+v", usualPace)
	}
}
