package sandbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"credential-capture/internal/sandbox"
	"credential-capture/test/testpic"
)

// clock is advanced by tests.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// service is a sandbox with an integrator's access token.
type service struct {
	t      testing.TB
	s      *sandbox.Sandbox
	clock  *clock
	access string
	// checkLock fails the test when an answer is written under the lock. The requests must not
	// be concurrent.
	checkLock bool
}

func newService(t testing.TB, o sandbox.Options) *service {
	t.Helper()
	c := newClock()
	o.Now = c.Now
	in := &service{t: t, s: sandbox.New(o), clock: c}
	in.login()
	return in
}

func (in *service) login() {
	in.t.Helper()
	r := in.do(request{method: "POST", path: "/oauth2/token", kind: form,
		body: []byte("grant_type=client_credentials&client_id=sandbox&client_secret=sandbox")})
	in.access, _ = r.member("access_token").(string)
	if r.status != 200 || in.access == "" {
		in.t.Fatalf("no access token: %s", r)
	}
}

const form = "application/x-www-form-urlencoded"

// request is sent with a User-Agent unless header has "".
type request struct {
	method, path, token, kind string
	body                      []byte
	header                    map[string]string
}

// reply is the sandbox's answer.
type reply struct {
	status int
	header http.Header
	body   []byte
}

func (r reply) String() string { return fmt.Sprintf("%d %.200s", r.status, r.body) }

// member finds a value in the JSON answer: member("api", "parts", "front").
func (r reply) member(path ...string) any {
	var v any
	if json.Unmarshal(r.body, &v) != nil {
		return nil
	}
	for _, name := range path {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	return v
}

func (r reply) token() string {
	s, _ := r.member("api", "token").(string)
	return s
}

func (in *service) do(q request) reply {
	in.t.Helper()
	var body io.Reader
	if q.body != nil {
		body = bytes.NewReader(q.body)
	}
	r := httptest.NewRequest(q.method, "http://sandbox.example"+q.path, body)
	r.Header.Set("User-Agent", "Test/1.0")
	if q.token != "" {
		r.Header.Set("Authorization", "Bearer "+q.token)
	}
	if q.kind != "" {
		r.Header.Set("Content-Type", q.kind)
	}
	for name, value := range q.header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	if in.checkLock {
		in.s.ServeHTTP(unlocked{w, in}, r)
	} else {
		in.s.ServeHTTP(w, r)
	}
	return reply{w.Code, w.Header(), w.Body.Bytes()}
}

// rawUpload is a POST of a picture to a site, with the newest token.
func (w *workflow) rawUpload(ctx context.Context, site, category, classifier string, files ...[]byte) *http.Request {
	kind, body := multipartOf(files...)
	r := httptest.NewRequestWithContext(ctx, "POST", site+w.partPath(category, classifier), bytes.NewReader(body))
	r.RequestURI = "" // so that a client may send it
	r.Header = http.Header{"Content-Type": {kind}, "User-Agent": {"Test/1.0"}, "Authorization": {"Bearer " + w.credentials[category].token}}
	return r
}

// unlocked fails the test when something is written under the sandbox's lock.
type unlocked struct {
	http.ResponseWriter
	in *service
}

func (u unlocked) Write(b []byte) (int, error) {
	if u.in.s.Locked() {
		u.in.t.Errorf("%.60s is written under the lock", b)
	}
	return u.ResponseWriter.Write(b)
}

// atEnd checks that act succeeds at an end, and has another status a moment later.
func atEnd(t *testing.T, o sandbox.Options, end time.Duration, later int, act func(*service, *workflow) reply) {
	t.Helper()
	for after, status := range map[time.Duration]int{end: 200, end + 1: later} {
		in, w := opened(t, o, all)
		in.clock.advance(after)
		act(in, w).want(t, status)
	}
}

// want checks an answer's status.
func (r reply) want(t testing.TB, status int) reply {
	t.Helper()
	if r.status != status {
		t.Errorf("got %s, want %d", r, status)
	}
	return r
}

// workflow is an opened one; credentials are by category.
type workflow struct {
	in                 *service
	account, execution string
	credentials        map[string]*holder
}

// holder is a credential as the browser has it.
type holder struct{ id, token string }

// all is a workflow with one credential of each kind.
const all = `[{"category":"ID","country":"AUT","type":"ID_CARD"},{"category":"SELFIE"},
	{"category":"DOCUMENT","type":"BS"},{"category":"DATA"}]`

func order(credentials string) []byte {
	return fmt.Appendf(nil, `{"customerInternalReference":"test","workflowDefinition":{"key":1,"credentials":%s}}`, credentials)
}

// open starts a workflow of the credentials, a JSON array.
func (in *service) open(credentials string) *workflow {
	in.t.Helper()
	return in.opened(create(in, order(credentials)))
}

// opened is a workflow of a new service.
func opened(t testing.TB, o sandbox.Options, credentials string) (*service, *workflow) {
	t.Helper()
	in := newService(t, o)
	return in, in.open(credentials)
}

func (in *service) opened(r reply) *workflow {
	in.t.Helper()
	var made struct {
		Account           struct{ ID string }
		WorkflowExecution struct {
			ID          string
			Credentials []struct {
				ID, Category string
				API          struct{ Token string }
			}
		}
	}
	if err := json.Unmarshal(r.body, &made); err != nil || r.status != 200 {
		in.t.Fatalf("the account's creation answered %s", r)
	}
	w := &workflow{in: in, account: made.Account.ID, execution: made.WorkflowExecution.ID, credentials: map[string]*holder{}}
	for _, c := range made.WorkflowExecution.Credentials {
		w.credentials[c.Category] = &holder{c.ID, c.API.Token}
	}
	return w
}

func (w *workflow) path() string {
	return "/api/v1/accounts/" + w.account + "/workflow-executions/" + w.execution
}

func (w *workflow) partPath(category, classifier string) string {
	return w.path() + "/credentials/" + w.credentials[category].id + "/parts/" + classifier
}

// send sends a part's request with the newest token, and keeps the next one.
func (w *workflow) send(method, category, classifier, kind string, body []byte) reply {
	w.in.t.Helper()
	c := w.credentials[category]
	r := w.in.do(request{method: method, path: w.partPath(category, classifier), token: c.token, kind: kind, body: body})
	if token := r.token(); token != "" {
		c.token = token
	}
	return r
}

// upload sends files as the field "file" of a form.
func (w *workflow) upload(method, category, classifier string, files ...[]byte) reply {
	w.in.t.Helper()
	kind, body := multipartOf(files...)
	return w.send(method, category, classifier, kind, body)
}

func (w *workflow) finalize(token string) reply {
	w.in.t.Helper()
	return w.in.do(request{method: "PUT", path: w.path(), token: token})
}

// retrieve uses the access token; path is "" or "/status".
func (w *workflow) retrieve(path string) reply {
	w.in.t.Helper()
	return w.in.do(request{method: "GET", path: w.path() + path, token: w.in.access})
}

// complete adds every part.
func (w *workflow) complete() {
	w.in.t.Helper()
	w.upload("POST", "ID", "FRONT", jpegOf(400, 300)).want(w.in.t, 200)
	w.upload("POST", "ID", "BACK", jpegOf(401, 300)).want(w.in.t, 200)
	w.upload("POST", "SELFIE", "FACE", jpegOf(402, 300)).want(w.in.t, 200)
	w.upload("POST", "DOCUMENT", "DOCUMENT", jpegOf(403, 300)).want(w.in.t, 200)
	w.send("POST", "DATA", "PREPARED_DATA", "application/json", []byte(`{"firstName":"Jane"}`)).want(w.in.t, 200)
}

// multipartOf makes a form with the standard library.
func multipartOf(files ...[]byte) (kind string, body []byte) {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i, f := range files {
		p, _ := m.CreateFormFile("file", fmt.Sprintf("%d.bin", i))
		_, _ = p.Write(f)
	}
	_ = m.Close()
	return m.FormDataContentType(), b.Bytes()
}

// swap replaces the first occurrence, which must exist.
func swap(t testing.TB, s, old, by string) string {
	t.Helper()
	if !strings.Contains(s, old) {
		t.Fatalf("%q is not in %q", old, s)
	}
	return strings.Replace(s, old, by, 1)
}

// jpegOf is the header of a JPEG of w×h px, which the sandbox accepts.
func jpegOf(w, h int) []byte { return testpic.JPEGHeader(w, h) }

// weighing pads a picture to n bytes with zeros before EOI or IEND.
func weighing(picture []byte, n int) []byte {
	end := len(picture) - 2
	if picture[0] != 0xff {
		end = len(picture) - 12
	}
	b := make([]byte, n)
	copy(b, picture[:end])
	copy(b[n-len(picture)+end:], picture[end:])
	return b
}
