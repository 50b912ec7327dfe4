package middleware

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"credential-capture/test/must"
)

// TestMinUploadRate: a client sends a part of its body and waits; the read deadline ends it,
// on a real connection.
func TestMinUploadRate(t *testing.T) {
	for _, tt := range []struct {
		name string
		rate UploadRate
		sent int
		cut  bool
	}{
		{"no byte", UploadRate{20 * time.Millisecond, 1000, time.Minute}, 0, true},
		{"too few bytes", UploadRate{20 * time.Millisecond, 1000, time.Minute}, 10, true},
		{"over MaxTime", UploadRate{20 * time.Millisecond, 1, 50 * time.Millisecond}, 90, true},
		{"all bytes", UploadRate{time.Minute, 1000, time.Minute}, 100, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			read := make(chan error, 1)
			site := httptest.NewServer(tt.rate.Limit(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, err := io.ReadAll(r.Body)
				read <- err
			})))
			defer site.Close()
			conn := must.Get(net.Dial("tcp", site.Listener.Addr().String()))(t)
			defer conn.Close()
			_, _ = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"+strings.Repeat("a", tt.sent))
			if err := <-read; errors.Is(err, ErrTooSlow) != tt.cut || (err == nil) == tt.cut {
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

// TestMinUploadRate_serverPauses: time in which the server doesn't read isn't counted.
func TestMinUploadRate_serverPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &timedBody{
			ReadCloser: io.NopCloser(strings.NewReader("body")), rate: UploadRate{time.Second, 1000, time.Hour},
			conn: http.NewResponseController(httptest.NewRecorder()), start: time.Now().Add(-time.Minute),
		}
		b, err := io.ReadAll(p)
		if err != nil || string(b) != "body" || p.reading != 0 || p.n != 4 {
			t.Errorf("got %q, %v, %v in reading, %d bytes", b, err, p.reading, p.n)
		}
	})
}

// TestMinUploadRate_belowClientRate: the client assumes 50,000 bytes/s.
func TestMinUploadRate_belowClientRate(t *testing.T) {
	if r := minUploadRate; r.BytesPerSecond > 50_000/2 || r.Grace < 10*time.Second || r.Grace > 30*time.Second {
		t.Errorf("the rate is %+v", r)
	}
}
