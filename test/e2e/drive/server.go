package drive

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"testing"

	"credential-capture/test/must"
	"credential-capture/test/process"
)

// Site is the running server: the binary that make run starts, on a free port,
// with its test control switched on.
var Site struct {
	URL    string
	Output output // what it writes
}

// output keeps what the server writes, for the test that looks for secrets in it.
type output struct {
	mu   sync.Mutex
	text []byte
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text = append(o.text, b...)
	return len(b), nil
}

func (o *output) Bytes() []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.text)
}

// Main runs a package's tests beside a server of their own, in the repository's root.
func Main(m *testing.M) {
	flag.Parse()
	if err := os.Chdir("../../.."); err != nil {
		panic(err)
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	var err error
	if files, err = os.MkdirTemp("", "e2e"); err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		return 1
	}
	defer os.RemoveAll(files)
	stop, err := startServer()
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		return 1
	}
	defer stop()
	defer closeBrowsers()
	return m.Run()
}

var readyLine = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// startServer runs build/serve with all that the tests need.
func startServer() (stop func(), err error) {
	folder, err := withSource()
	if err != nil {
		return nil, err
	}
	var end func()
	if Site.URL, end, err = serve("-control", "-host", InsecureHost, "-session-rate", "100000", "-web", folder); err != nil {
		_ = os.RemoveAll(folder)
		return nil, err
	}
	return func() { end(); _ = os.RemoveAll(folder) }, nil
}

// Serve runs build/serve until the test ends.
func Serve(t *testing.T, flags ...string) (url string) {
	t.Helper()
	url, stop, err := serve(flags...)
	must.Succeed(t, err)
	t.Cleanup(stop)
	return url
}

// serve runs build/serve on a free port, with more flags, and waits for the line that
// tells its URL.
func serve(flags ...string) (url string, stop func(), err error) {
	binary, err := filepath.Abs("build/serve")
	if err != nil {
		return "", nil, err
	}
	if _, err := os.Stat(binary); err != nil {
		return "", nil, errors.New("build/serve is missing: run make build")
	}
	cmd := exec.Command(binary, append([]string{"-addr", "127.0.0.1:0"}, flags...)...)
	cmd.Stderr = io.MultiWriter(os.Stderr, &Site.Output)
	cmd.Stdout = &Site.Output
	p, err := process.Start(cmd)
	if err != nil {
		return "", nil, err
	}
	url, err = p.Ready(context.Background(), readyLine)
	return url, p.Stop, err
}

// withSource makes a folder of what is served, with the modules as they were written
// under source/: what is served has them in bundles, where a test can't get at one.
func withSource() (string, error) {
	folder, err := os.MkdirTemp("", "e2e")
	if err != nil {
		return "", err
	}
	built, err := filepath.Glob("build/web/*")
	if err != nil {
		return "", err
	}
	links := map[string]string{"source": "web"}
	for _, path := range built {
		links[filepath.Base(path)] = path
	}
	for name, path := range links {
		if path, err = filepath.Abs(path); err != nil {
			return "", err
		}
		if err := os.Symlink(path, filepath.Join(folder, name)); err != nil {
			return "", err
		}
	}
	return folder, nil
}

// Control calls the server's test control: "inject" or "expire".
func Control(t *testing.T, verb string, body any) {
	t.Helper()
	b := must.Get(json.Marshal(body))(t)
	resp := must.Get(http.Post(Site.URL+"/control/"+verb, "application/json", bytes.NewReader(b)))(t)
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 1000))
		t.Fatalf("control %s: %s: %s", verb, resp.Status, text)
	}
}

// Arrival is what the sandbox holds of one workflow execution.
type Arrival struct {
	Status      string
	Finalized   bool
	Credentials []struct {
		ID       string
		Category string
		Parts    []arrivedPart
		Data     map[string]any
	}
}

type arrivedPart struct {
	Classifier    string
	Page          int
	Bytes         int64
	Type          string
	Width, Height int
	SHA256        string
	Href          string
}

func Arrived(t *testing.T, execution string) Arrival {
	t.Helper()
	return ArrivedAt(t, Site.URL, execution)
}

// ArrivedAt is the same of another server.
func ArrivedAt(t *testing.T, url, execution string) Arrival {
	t.Helper()
	resp := must.Get(http.Get(url + "/sandbox/executions/" + execution))(t)
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("what arrived: %s", resp.Status)
	}
	var a Arrival
	must.Succeed(t, json.NewDecoder(resp.Body).Decode(&a))
	return a
}

// Part finds one part by its classifier.
func (a Arrival) Part(classifier string) (arrivedPart, bool) {
	all := a.All(classifier)
	if len(all) == 0 {
		return arrivedPart{}, false
	}
	return all[0], true
}

// Forward passes requests on to a server, with the Host header of the page that makes them.
func Forward(t *testing.T, origin string) *httputil.ReverseProxy {
	t.Helper()
	to := must.Get(url.Parse(origin))(t)
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Host = r.In.Host
	}}
}

// Proxy serves the site under another origin. before sees each request first; where it
// returns false, it has answered.
func Proxy(t *testing.T, before func(w http.ResponseWriter, r *http.Request) bool) (origin string) {
	t.Helper()
	proxy := Forward(t, Site.URL)
	return Host(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if before(w, r) {
			proxy.ServeHTTP(w, r)
		}
	}))
}

// Host serves a handler until the test ends.
func Host(t *testing.T, handler http.Handler) (origin string) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}
