package devserver

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"credential-capture/internal/sandbox"
	"credential-capture/test/must"
)

// builtFolder is a folder that looks like web/ after a build.
func builtFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	must.Succeed(t, os.CopyFS(dir, web()))
	return dir
}

func noEnv(string) string { return "" }

func secrets(name string) string {
	return map[string]string{"CREDENTIALS_CLIENT_ID": "id", "CREDENTIALS_CLIENT_SECRET": "hush", "CREDENTIALS_WORKFLOW_KEY": "1"}[name]
}

func TestMain_badFlags(t *testing.T) {
	taken := must.Get(net.Listen("tcp", "127.0.0.1:0"))(t)
	defer taken.Close()
	web := builtFolder(t)
	template := filepath.Join(t.TempDir(), "account.json")
	must.Succeed(t, os.WriteFile(template, []byte(`{"customerInternalReference": "a", "clientSecret": "x"}`), 0o600))
	for _, tt := range []struct {
		name string
		args []string
		env  func(string) string
		says string
	}{
		{"unknown flag", []string{"-port", "1"}, noEnv, "-port"},
		{"argument", []string{"-web", web, "extra"}, noEnv, `"extra"`},
		{"flag after an argument", []string{"extra", "-control"}, noEnv, `"extra"`},
		{"flag without its value", []string{"-addr"}, noEnv, "-addr"},
		{"no such folder", []string{"-web", filepath.Join(web, "nowhere")}, noEnv, "make build"},
		{"folder that isn't built", []string{"-web", t.TempDir()}, noEnv, "make build"},
		{"session rate of 0", []string{"-web", web, "-session-rate", "0"}, noEnv, "-session-rate"},
		{"any frame", []string{"-web", web, "-frame-ancestor", "https://bank.example,*"}, noEnv, "-frame-ancestor"},
		{"unknown region", []string{"-web", web, "-api", "mars-1"}, secrets, "amer-1"},
		{"URL with a path", []string{"-web", web, "-api", "https://api.example/v1"}, secrets, "URL"},
		{"no secrets", []string{"-web", web, "-api", "emea-1"}, noEnv, "CREDENTIALS_CLIENT_SECRET"},
		{"secret twice", []string{"-web", web, "-api", "emea-1"}, func(name string) string { return "hush" }, "both set"},
		{"http to a service elsewhere", []string{"-web", web, "-api", "http://api.example"}, secrets, "https"},
		{"template for the sandbox", []string{"-web", web, "-account", "x.json"}, secrets, "-account"},
		{"sandbox on all addresses", []string{"-web", web, "-addr", ":0"}, secrets, "-api sandbox"},
		{"sandbox on an address of the network", []string{"-web", web, "-addr", "192.0.2.1:0"}, secrets, "-api sandbox"},
		{"control of a service", []string{"-web", web, "-api", "emea-1", "-control"}, secrets, "-control"},
		{"origins for a service", []string{"-web", web, "-api", "emea-1", "-allow-origin", "https://page.example"}, secrets, "-allow-origin"},
		{"uploads of the sandbox", []string{"-web", web, "-uploads", "9"}, noEnv, "-uploads"},
		{"certificate without TLS", []string{"-web", web, "-cert", web}, noEnv, "-cert"},
		{"no template", []string{"-web", web, "-api", "emea-1", "-account", filepath.Join(web, "nowhere")}, secrets, "-account"},
		{"template with a secret", []string{"-web", web, "-api", "emea-1", "-account", template}, secrets, "must not have secrets"},
		{"origin with a path", []string{"-web", web, "-origin", "https://page.example/x"}, noEnv, "-origin"},
		{"origin by http", []string{"-web", web, "-origin", "http://page.example"}, noEnv, "-origin must be https"},
		{"every address a balancer", []string{"-web", web, "-balancer", "0.0.0.0/0"}, noEnv, "-balancer"},
		{"uploads of 0", []string{"-web", web, "-uploads", "0"}, noEnv, "-uploads"},
		{"drain of 0", []string{"-web", web, "-drain", "0s"}, noEnv, "-drain"},
		{"linger below 0", []string{"-web", web, "-linger", "-1s"}, noEnv, "-linger"},
		{"unknown log", []string{"-web", web, "-log", "xml"}, noEnv, "-log"},
		{"metrics' address in use", []string{"-web", web, "-metrics", taken.Addr().String()}, noEnv, "-metrics"},
		{"address in use", []string{"-web", web, "-addr", taken.Addr().String()}, noEnv, "in use"},
		{"port too large", []string{"-web", web, "-addr", "127.0.0.1:99999"}, noEnv, "port"},
		{"no port", []string{"-web", web, "-addr", "127.0.0.1"}, noEnv, "port"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			err := Main(t.Context(), tt.args, tt.env, &out)
			if err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "hush") {
				t.Errorf("got %v, want it to say %s", err, tt.says)
			}
			if out.Len() != 0 {
				t.Errorf("written: %q", out.String())
			}
		})
	}
}

func TestMain_help(t *testing.T) {
	var out bytes.Buffer
	must.Succeed(t, Main(t.Context(), []string{"-h"}, noEnv, &out))
	Flags().VisitAll(func(f *flag.Flag) {
		if !strings.Contains(out.String(), "  -"+f.Name+" ") && !strings.Contains(out.String(), "  -"+f.Name+"\n") || f.Usage == "" {
			t.Errorf("-%s is not explained: %s", f.Name, out.String())
		}
	})
}

// start runs Main until the test ends, and returns the page's URL and what follows it.
func start(t *testing.T, env func(string) string, args ...string) (url, more string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- Main(ctx, append([]string{"-addr", "127.0.0.1:0", "-web", builtFolder(t)}, args...), env, in)
		_ = in.Close()
	}()
	text := make([]byte, 4000)
	n, err := out.Read(text)
	if err != nil {
		t.Fatalf("no ready line: %v, %v", err, <-done)
	}
	line, more, _ := strings.Cut(string(text[:n]), "\n")
	url, ok := strings.CutPrefix(line, "Credential Capture is ready at ")
	if !ok {
		t.Fatalf("the ready line is %q", line)
	}
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		stop()
		if rest, _ := io.ReadAll(out); len(rest) != 0 {
			t.Errorf("written later: %q", rest)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return url, more
}

func ask(t *testing.T, method, url, origin string) (status int, header http.Header, body string) {
	t.Helper()
	r := must.Get(http.NewRequestWithContext(t.Context(), method, url, strings.NewReader("{}")))(t)
	r.Header.Set("Content-Type", "application/json")
	if origin != "" {
		r.Header.Set("Origin", origin)
	}
	resp := must.Get(http.DefaultClient.Do(r))(t)
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, resp.Header, string(b)
}

func TestMain_sandbox(t *testing.T) {
	url, _ := start(t, noEnv, "-control", "-allow-origin", "https://one.example, https://two.example")
	for _, tt := range []struct {
		name, method, path, origin string
		status                     int
	}{
		{"page", "GET", "/", "", 200},
		{"session", "POST", "/session", "", 200},
		{"control", "POST", "/control/expire", "", 404}, // no such execution
		{"preflight of the first", "OPTIONS", "/api/v1/accounts", "https://one.example", 204},
		{"preflight of the second", "OPTIONS", "/api/v1/accounts", "https://two.example", 204},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, header, body := ask(t, tt.method, url+tt.path, tt.origin)
			if status != tt.status || header.Get("Access-Control-Allow-Origin") != tt.origin {
				t.Errorf("got %d %.100s, allowed %q", status, body, header.Get("Access-Control-Allow-Origin"))
			}
		})
	}
}

// TestMain_frameAncestor: several in one flag, and the flag twice.
func TestMain_frameAncestor(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{nil, "frame-ancestors 'none';"},
		{[]string{"-frame-ancestor", ""}, "frame-ancestors 'none';"},
		{[]string{"-frame-ancestor", "self"}, "frame-ancestors 'self';"},
		{[]string{"-frame-ancestor", "https://a.example, https://b.example", "-frame-ancestor", "self"}, "frame-ancestors https://a.example https://b.example 'self';"},
	} {
		url, _ := start(t, noEnv, tt.args...)
		_, header, _ := ask(t, "GET", url+"/", "")
		if policy := header.Get("Content-Security-Policy"); !strings.Contains(policy, tt.want) {
			t.Errorf("%q: %s", tt.args, policy)
		}
	}
}

func TestMain_service(t *testing.T) {
	api := httptest.NewServer(sandbox.New(sandbox.Options{ClientID: "id", ClientSecret: "hush"}))
	defer api.Close()
	url, _ := start(t, secrets, "-api", api.URL)
	status, _, body := ask(t, "POST", url+"/session", "")
	if status != 200 || strings.Contains(body, api.URL) || !strings.Contains(body, url+"/api/v1/") || strings.Contains(body, "hush") {
		t.Errorf("got %d %s", status, body)
	}
	for _, path := range []string{"/control/inject", "/oauth2/token", "/sandbox/executions/x"} {
		if status, _, _ := ask(t, "POST", url+path, ""); status != 405 { // the static files' answer
			t.Errorf("%s: got %d: it belongs to the sandbox", path, status)
		}
	}
}

// TestMain_metrics: at an address of their own, and nowhere else.
func TestMain_metrics(t *testing.T) {
	free := must.Get(net.Listen("tcp", "127.0.0.1:0"))(t)
	addr := free.Addr().String()
	free.Close()
	url, _ := start(t, noEnv, "-metrics", addr, "-log", "off")
	if status, _, body := ask(t, "GET", "http://"+addr+"/metrics", ""); status != 200 || !strings.Contains(body, "credential_capture_bodies_in_flight 0") {
		t.Errorf("got %d %.200s", status, body)
	}
	if status, _, _ := ask(t, "GET", url+"/metrics", ""); status != 404 {
		t.Errorf("the page's address serves the metrics: %d", status)
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		if status, _, body := ask(t, "GET", url+path, ""); status != 200 {
			t.Errorf("%s is answered %d %s", path, status, body)
		}
	}
}

// TestMain_https starts twice: the second time with the certificate of the first.
func TestMain_https(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "https")
	var first []byte
	for range 2 {
		url, more := start(t, noEnv, "-https", "-cert", folder, "-host", "desk.test")
		if !strings.HasPrefix(url, "https://") || !strings.Contains(more, "self-signed") || strings.Contains(more, "\x1b") {
			t.Fatalf("ready at %q, then %q", url, more)
		}
		pem := must.Get(os.ReadFile(filepath.Join(folder, "cert.pem")))(t)
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

// TestMain_brokenCertificate: what lies in the folder is never overwritten unread.
func TestMain_brokenCertificate(t *testing.T) {
	folder := t.TempDir()
	must.Succeed(t, os.CopyFS(folder, fstest.MapFS{"cert.pem": fileOf("somebody's", 0), "key.pem": fileOf("somebody's", 0)}))
	err := Main(t.Context(), []string{"-https", "-addr", "127.0.0.1:0", "-web", builtFolder(t), "-cert", folder}, noEnv, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "delete it") {
		t.Errorf("got %v", err)
	}
}
