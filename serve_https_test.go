package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestServeHTTPS starts twice: the second time with the certificate of the first.
func TestServeHTTPS(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "https")
	var first []byte
	for range 2 {
		url := startedSecurely(t, "-cert", folder, "-host", "desk.test")
		pem, err := os.ReadFile(filepath.Join(folder, "cert.pem"))
		if err != nil {
			t.Fatal(err)
		}
		if first != nil && string(first) != string(pem) {
			t.Error("the certificate that a person has trusted isn't kept")
		}
		first = pem
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(pem)
		for _, name := range []string{"127.0.0.1", "localhost", "desk.test"} {
			client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: name}}}
			resp, err := client.Get(url + "/")
			if err != nil {
				t.Fatalf("as %s: %v", name, err)
			}
			_ = resp.Body.Close()
			client.CloseIdleConnections()
			if resp.StatusCode != 200 {
				t.Errorf("as %s: %s", name, resp.Status)
			}
		}
	}
}

// startedSecurely runs the server with -https until the test ends and returns its URL.
func startedSecurely(t *testing.T, args ...string) string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- serve(ctx, append([]string{"-https", "-addr", "127.0.0.1:0", "-web", built(t)}, args...), noEnv, in)
		_ = in.Close()
	}()
	text := make([]byte, 4000)
	n, err := out.Read(text)
	if err != nil {
		t.Fatalf("nothing is said: %v, %v", err, <-done)
	}
	line, more, _ := strings.Cut(string(text[:n]), "\n")
	_, url, ok := strings.Cut(line, " ready at ")
	if !ok || !strings.HasPrefix(url, "https://") || !strings.Contains(more, "self-made") || strings.Contains(more, "\x1b") {
		t.Fatalf("it says %q", text[:n])
	}
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return url
}

// TestServeHTTPSNeedsItsCertificate: what lies in the folder is never overwritten unread.
func TestServeHTTPSNeedsItsCertificate(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"cert.pem", "key.pem"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("somebody's"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	err := serve(t.Context(), []string{"-https", "-addr", "127.0.0.1:0", "-web", built(t), "-cert", folder}, noEnv, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "delete it") {
		t.Errorf("got %v", err)
	}
}
