package independent

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// judge is a server with our sandbox in it. Each request on the seven operations, and the
// sandbox's answer to it, is shown to Prism, which must find nothing wrong with either.
//
// Prism doesn't stand between the two: it takes bodies for text, and what it passes on of a
// picture is none. So it gets a copy of the request, and the recorded answer from upstream.
type judge struct {
	t       *testing.T
	url     string // of the sandbox
	prism   string
	sandbox http.Handler

	mu       sync.Mutex
	recorded map[string]*httptest.ResponseRecorder
	seen     []string // "POST FRONT 200"
	found    []string // what Prism has found wrong
}

const recordedAs = "X-Recorded-As"

func newJudge(t *testing.T, service http.Handler) *judge {
	t.Helper()
	j := &judge{t: t, recorded: map[string]*httptest.ResponseRecorder{}, sandbox: service}
	upstream := httptest.NewServer(http.HandlerFunc(j.replay))
	t.Cleanup(upstream.Close)
	j.prism = prism(t, "proxy", description, upstream.URL, "--errors")
	front := httptest.NewServer(j)
	t.Cleanup(front.Close)
	j.url = front.URL
	return j
}

func (j *judge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		j.t.Errorf("read the request: %v", err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer := httptest.NewRecorder()
	j.sandbox.ServeHTTP(answer, r)
	if strings.Contains(r.URL.Path, "/workflow-executions/") && r.Method != http.MethodGet {
		j.show(r, body, answer)
	}
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// show gives Prism the request and compares what comes back with what was recorded: it answers
// with errors of its own where it finds any.
func (j *judge) show(r *http.Request, body []byte, answer *httptest.ResponseRecorder) {
	j.mu.Lock()
	id := strconv.Itoa(len(j.seen))
	what := fmt.Sprintf("%s %s %d", r.Method, r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:], answer.Code)
	j.seen, j.recorded[id] = append(j.seen, what), answer
	j.mu.Unlock()
	shown, err := http.NewRequest(r.Method, j.prism+r.URL.Path, bytes.NewReader(body))
	if err != nil {
		j.t.Errorf("%s: %v", what, err)
		return
	}
	shown.Header = r.Header.Clone()
	shown.Header.Del("Accept-Encoding")
	shown.Header.Set(recordedAs, id)
	client := http.Client{Timeout: 30 * time.Second}
	got, err := client.Do(shown)
	if err != nil {
		j.t.Errorf("%s: %v", what, err)
		return
	}
	defer got.Body.Close()
	verdict, err := io.ReadAll(got.Body)
	if err != nil {
		j.t.Errorf("%s: %v", what, err)
	}
	if got.StatusCode != answer.Code || !bytes.Equal(bytes.TrimSpace(verdict), bytes.TrimSpace(answer.Body.Bytes())) || got.Header.Get("sl-violations") != "" {
		j.mu.Lock()
		defer j.mu.Unlock()
		j.found = append(j.found, fmt.Sprintf("%s: Prism says %s %s %s", what, got.Status, verdict, got.Header.Get("sl-violations")))
	}
}

// mistakes are what was found.
func (j *judge) mistakes() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.found)
}

// replay is the service that Prism asks.
func (j *judge) replay(w http.ResponseWriter, r *http.Request) {
	j.mu.Lock()
	answer := j.recorded[r.Header.Get(recordedAs)]
	j.mu.Unlock()
	if answer == nil {
		http.Error(w, "never recorded", http.StatusTeapot)
		return
	}
	w.Header().Set("Content-Type", answer.Header().Get("Content-Type"))
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// operations are those that were seen, in order.
func (j *judge) operations() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return strings.Join(j.seen, ", ")
}
