package contract

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
	"time"
)

// Judge is a server with a service in it. Each request on the seven operations, and the
// service's answer to it, is shown to Prism, which must find nothing wrong with either.
//
// Prism doesn't stand between the two: it takes bodies for text, and what it passes on of a
// picture is none. So it gets a copy of the request, and the recorded answer from upstream.
type Judge struct {
	URL string // of the service

	prism   string
	service http.Handler
	ends    []func()

	mu       sync.Mutex
	recorded map[string]*httptest.ResponseRecorder
	seen     []string // "POST FRONT 200"
	found    []string // what Prism has found wrong
}

const recordedAs = "X-Recorded-As"

// NewJudge starts one; folder is this package's.
func NewJudge(folder string, service http.Handler) (*Judge, error) {
	j := &Judge{recorded: map[string]*httptest.ResponseRecorder{}, service: service}
	upstream := httptest.NewServer(http.HandlerFunc(j.replay))
	j.ends = append(j.ends, upstream.Close)
	at, stop, err := Prism(folder, "proxy", description, upstream.URL, "--errors")
	if err != nil {
		j.Close()
		return nil, err
	}
	front := httptest.NewServer(j)
	j.ends = append(j.ends, stop, front.Close)
	j.prism, j.URL = at, front.URL
	return j, nil
}

// Close ends it.
func (j *Judge) Close() {
	for _, end := range slices.Backward(j.ends) {
		end()
	}
}

func (j *Judge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		j.wrong("read the request: %v", err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer := httptest.NewRecorder()
	j.service.ServeHTTP(answer, r)
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
func (j *Judge) show(r *http.Request, body []byte, answer *httptest.ResponseRecorder) {
	j.mu.Lock()
	id := strconv.Itoa(len(j.seen))
	what := fmt.Sprintf("%s %s %d", r.Method, r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:], answer.Code)
	j.seen, j.recorded[id] = append(j.seen, what), answer
	j.mu.Unlock()
	shown, err := http.NewRequest(r.Method, j.prism+r.URL.Path, bytes.NewReader(body))
	if err != nil {
		j.wrong("%s: %v", what, err)
		return
	}
	shown.Header = r.Header.Clone()
	shown.Header.Del("Accept-Encoding")
	shown.Header.Set(recordedAs, id)
	client := http.Client{Timeout: 30 * time.Second}
	got, err := client.Do(shown)
	if err != nil {
		j.wrong("%s: %v", what, err)
		return
	}
	defer got.Body.Close()
	verdict, err := io.ReadAll(got.Body)
	if err != nil {
		j.wrong("%s: %v", what, err)
	}
	same := bytes.Equal(bytes.TrimSpace(verdict), bytes.TrimSpace(answer.Body.Bytes()))
	if violations := got.Header.Get("sl-violations"); got.StatusCode != answer.Code || !same || violations != "" {
		j.wrong("%s: Prism says %s %s %s", what, got.Status, verdict, violations)
	}
}

func (j *Judge) wrong(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.found = append(j.found, fmt.Sprintf(format, args...))
}

// replay is the service that Prism asks.
func (j *Judge) replay(w http.ResponseWriter, r *http.Request) {
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

// Mistakes are what was found.
func (j *Judge) Mistakes() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.found)
}

// Operations are those that were seen, in order.
func (j *Judge) Operations() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return strings.Join(j.seen, ", ")
}
