package devserver

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"image"
	"image/color"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"credential-capture/internal/gateway"
	"credential-capture/internal/handover"
	"credential-capture/test/must"
)

var names = []string{"localhost", "127.0.0.1", "::1", "192.168.1.20", "desk.test"}

// TestCertificate: it is valid for its names only, and its key is readable by its owner only.
func TestCertificate(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "https")
	now := time.Now()
	cert := must.Get(certificate(folder, names, now))(t)
	roots := x509.NewCertPool()
	roots.AddCert(cert.Leaf)
	for name, good := range map[string]bool{"localhost": true, "127.0.0.1": true, "::1": true, "192.168.1.20": true, "desk.test": true, "192.168.1.21": false, "evil.example": false} {
		if _, err := cert.Leaf.Verify(x509.VerifyOptions{DNSName: name, Roots: roots, CurrentTime: now}); (err == nil) != good {
			t.Errorf("%s: %v", name, err)
		}
	}
	if cert.Leaf.IsCA {
		t.Error("the certificate may sign others")
	}
	info, err := os.Stat(filepath.Join(folder, "key.pem"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v %v", info.Mode(), err)
	}
}

// TestCertificate_reuse: cases just before and after a new one is made.
func TestCertificate_reuse(t *testing.T) {
	now := time.Now()
	for _, tt := range []struct {
		name  string
		names []string
		at    time.Time
		kept  bool
	}{
		{"the same names", names, now, true},
		{"fewer names", names[:2], now, true},
		{"another name", append(slices.Clone(names), "192.168.1.21"), now, false},
		{"a day and a moment before its end", names, now.Add(certificateLife - minCertificateLife - 2*time.Second), true},
		{"a day before its end", names, now.Add(certificateLife - minCertificateLife), false},
		{"a clock that was set back", names, now.Add(-2 * time.Hour), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder := t.TempDir()
			first := must.Get(certificate(folder, names, now))(t)
			second := must.Get(certificate(folder, tt.names, tt.at))(t)
			if kept := second.Leaf.Equal(first.Leaf); kept != tt.kept {
				t.Errorf("kept: %v, want %v", kept, tt.kept)
			}
		})
	}
}

// TestReachable: addresses for other devices, private IPv4 first.
func TestReachable(t *testing.T) {
	var addrs []net.Addr
	for _, text := range []string{"127.0.0.1/8", "::1/128", "fe80::1/64", "2001:db8::7/64", "203.0.113.5/24", "192.168.1.20/24", "169.254.3.4/16"} {
		ip, network, err := net.ParseCIDR(text)
		must.Succeed(t, err)
		addrs = append(addrs, &net.IPNet{IP: ip, Mask: network.Mask})
	}
	if got, want := reachable(addrs), []string{"192.168.1.20", "203.0.113.5", "2001:db8::7"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestLinkOrigin: a loopback name becomes a LAN address.
func TestLinkOrigin(t *testing.T) {
	s := &HTTPS{LAN: []string{"192.168.1.20", "2001:db8::7"}}
	for _, tt := range []struct {
		server     *HTTPS
		host, want string
	}{
		{s, "localhost:8443", "https://192.168.1.20:8443"},
		{s, "app.localhost:8443", "https://192.168.1.20:8443"},
		{s, "127.0.0.1:8443", "https://192.168.1.20:8443"},
		{s, "[::1]:8443", "https://192.168.1.20:8443"},
		{s, "localhost", "https://192.168.1.20:443"},
		{s, "10.0.0.9:8443", "https://10.0.0.9:8443"},
		{s, "desk.test:8443", "https://desk.test:8443"},
		{&HTTPS{}, "localhost:8443", "https://localhost:8443"},
		{&HTTPS{LAN: s.LAN[1:]}, "localhost:8443", "https://[2001:db8::7]:8443"},
	} {
		r := httptest.NewRequest("POST", "https://"+tt.host+"/handover", nil)
		if got := tt.server.LinkOrigin(r); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.host, got, tt.want)
		}
	}
}

// TestHalfBlocks: another library reads the code.
func TestHalfBlocks(t *testing.T) {
	const text = "https://192.168.178.123:8443/"
	rows := must.Get(handover.Matrix(text))(t)
	lines := strings.Split(strings.TrimSuffix(regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(halfBlocks(rows), ""), "\n"), "\n")
	const scale = 4
	picture := image.NewGray(image.Rect(0, 0, len([]rune(lines[0]))*scale, len(lines)*2*scale))
	for y := range picture.Rect.Dy() {
		for x := range picture.Rect.Dx() {
			r := []rune(lines[y/scale/2])[x/scale]
			lower := y / scale % 2
			if r == '█' || r == [2]rune{'▀', '▄'}[lower] {
				continue // black already
			}
			picture.SetGray(x, y, color.Gray{Y: 255})
		}
	}
	bitmap := must.Get(gozxing.NewBinaryBitmapFromImage(picture))(t)
	read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil || read.GetText() != text {
		t.Errorf("read %v, %v", read, err)
	}
}

// TestHTTPS: over TLS, hrefs have the page's origin, and other origins are refused.
func TestHTTPS(t *testing.T) {
	cert := must.Get(certificate(t.TempDir(), names, time.Now()))(t)
	secured := &HTTPS{Certificate: cert, LAN: []string{"192.168.1.20"}}
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- Run(ctx, "127.0.0.1:0", siteOf(t, Config{LinkOrigin: secured.LinkOrigin}), secured, gateway.Stop{}, in)
	}()
	defer func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	line := make([]byte, 4000)
	n, _ := out.Read(line)
	m := regexp.MustCompile(`^Credential Capture is ready at https://(127\.0\.0\.1:(\d+))\n  for devices on this network: https://192\.168\.1\.20:(\d+)\n.*SHA-256 is\n  [0-9A-F ]{95}\n$`).FindStringSubmatch(string(line[:n]))
	if m == nil || m[2] != m[3] {
		t.Fatalf("it says %q", line[:n])
	}
	roots := x509.NewCertPool()
	roots.AddCert(cert.Leaf)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	defer client.CloseIdleConnections()
	site := "https://" + m[1]
	for _, tt := range []struct {
		name, path, origin, body string
		status                   int
		begins                   string
	}{
		{"session", "/session", site, `{}`, 200, site + "/api/v1/"},
		{"handover", "/handover", site, `{"page":"/","session":{},"flow":{}}`, 201, "https://192.168.1.20:" + m[2] + "/#cc-handover="},
		{"another site's page", "/session", "https://evil.example", `{}`, 403, ""},
		{"another port's page", "/session", "https://127.0.0.1:1", `{}`, 403, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := must.Get(http.NewRequestWithContext(t.Context(), "POST", site+tt.path, strings.NewReader(tt.body)))(t)
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Origin", tt.origin)
			resp := must.Get(client.Do(r))(t)
			defer resp.Body.Close()
			b, _ := io.ReadAll(resp.Body)
			if resp.StatusCode != tt.status || !strings.Contains(string(b), tt.begins) || strings.Contains(string(b), "http://") {
				t.Errorf("got %d %.300s, want %d with %s", resp.StatusCode, b, tt.status, tt.begins)
			}
			if !json.Valid(b) {
				t.Errorf("no JSON: %.100s", b)
			}
		})
	}
}
