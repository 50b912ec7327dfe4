//go:build !js

package apiclient

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/must"
)

// The ids of the session that most tests open.
const (
	accountID   = "11111111-1111-4111-8111-111111111111"
	executionID = "22222222-2222-4222-8222-222222222222"
	idCard      = "33333333-3333-4333-8333-333333333333"
	selfie      = "44444444-4444-4444-8444-444444444444"
	statement   = "55555555-5555-4555-8555-555555555555"
	person      = "66666666-6666-4666-8666-666666666666"

	otherExecution = "77777777-7777-4777-8777-777777777777"

	api = "https://api.example.com"
)

// initOf is an account-create answer whose tokens end in suffix.
func initOf(execution, suffix string) string {
	base := api + executionPath(accountID, execution)
	credential := func(id, category, more string, parts ...string) string {
		var hrefs []string
		for _, p := range parts {
			hrefs = append(hrefs, fmt.Sprintf(`%q:%q`, strings.ToLower(p), base+"/credentials/"+id+"/parts/"+p))
		}
		return fmt.Sprintf(`{"id":%q,"category":%q%s,"allowedChannels":["API","WEB"],
			"api":{"token":%q,"parts":{%s},"workflowExecution":%q}}`,
			id, category, more, category+suffix, strings.Join(hrefs, ","), base)
	}
	return fmt.Sprintf(`{"timestamp":"2026-01-01T00:00:00Z","account":{"id":%q},"web":{"href":"https://elsewhere.example"},
		"workflowExecution":{"id":%q,"credentials":[%s,%s,%s,%s]}}`, accountID, execution,
		credential(idCard, "ID", `,"country":{"values":["AUT"]},"type":"ID_CARD"`, "FRONT", "BACK"),
		credential(selfie, "SELFIE", "", "FACE"),
		credential(statement, "DOCUMENT", `,"type":"BS"`, "DOCUMENT"),
		credential(person, "DATA", "", "PREPARED_DATA"))
}

// sent is one request as the service sees it.
type sent struct {
	method, path, token, contentType, body string
}

func (s sent) String() string { return s.method + " " + s.path[strings.LastIndexByte(s.path, '/')+1:] }

// service answers requests by a script: its n-th reply to the n-th request.
type service struct {
	t       *testing.T
	replies []reply

	mu  sync.Mutex
	got []sent
}

type reply func(ctx context.Context, r *Request) (*Response, error)

func status(code int, body ...string) reply {
	return func(context.Context, *Request) (*Response, error) {
		return &Response{Status: code, Body: []byte(strings.Join(body, ""))}, nil
	}
}

func fails(code fault.Code) reply {
	return func(context.Context, *Request) (*Response, error) { return nil, fault.New(code, "scripted") }
}

// silent never answers.
func silent(ctx context.Context, _ *Request) (*Response, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// rotates answers with a new token.
func rotates(token string) reply { return status(200, fmt.Sprintf(`{"api":{"token":%q}}`, token)) }

func (s *service) RoundTrip(ctx context.Context, r *Request) (*Response, error) {
	u, err := url.Parse(r.URL)
	if err != nil || u.Scheme+"://"+u.Host != api {
		s.t.Errorf("a request to %s", r.URL)
	}
	var body strings.Builder
	for _, c := range r.Body {
		b := make([]byte, c.Size())
		if _, err := c.ReadAt(b, 0); err != nil {
			s.t.Errorf("read body: %v", err)
		}
		body.Write(b)
	}
	s.mu.Lock()
	n := len(s.got)
	s.got = append(s.got, sent{r.Method, u.Path, strings.TrimPrefix(r.Header["Authorization"], "Bearer "), r.Header["Content-Type"], body.String()})
	s.mu.Unlock()
	if n >= len(s.replies) {
		s.t.Errorf("request %d: %s %s is one too many", n+1, r.Method, u.Path)
		return nil, errors.New("the script has ended")
	}
	return s.replies[n](ctx, r)
}

// requests lists what was sent, each as "METHOD last-part-of-the-path".
func (s *service) requests() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for _, r := range s.got {
		all = append(all, r.String())
	}
	return strings.Join(all, ", ")
}

// tokens lists the tokens that were sent.
func (s *service) tokens() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for _, r := range s.got {
		all = append(all, r.token)
	}
	return strings.Join(all, " ")
}

func (s *service) last() sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got[len(s.got)-1]
}

// open makes a session that talks to a script.
func open(t *testing.T, c Config, replies ...reply) (*Session, *service) {
	t.Helper()
	srv := &service{t: t, replies: replies}
	c.Transport = srv
	return openInit(t, c, initOf(executionID, "-0")), srv
}

func openInit(t *testing.T, c Config, init string) *Session {
	t.Helper()
	client := must.Get(New(c))(t)
	client.random = func() float64 { return 0.5 }
	return must.Get(client.Session([]byte(init)))(t)
}

func jpegOf(text string) File { return File{Type: "image/jpeg", Content: Bytes(text)} }

// add uploads a picture for each part.
func add(t *testing.T, s *Session, parts ...Part) {
	t.Helper()
	for _, part := range parts {
		if _, err := s.AddPart(t.Context(), part, jpegOf("x"), nil); err != nil {
			t.Errorf("%s: %v", part, err)
		}
	}
}

// wantCode checks an error's code, "" for success, and that its text has no secret.
func wantCode(t *testing.T, err error, want fault.Code) {
	t.Helper()
	if fault.CodeOf(err) != want {
		t.Fatalf("got error %v, want code %q", err, want)
	}
	if err == nil {
		return
	}
	for _, secret := range []string{"ID-0", "SELFIE-0", "DATA-0", "DOCUMENT-0"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error holds a token: %v", err)
		}
	}
}

// wantField checks the option or data field that an error names.
func wantField(t *testing.T, err error, want string) {
	t.Helper()
	var e *fault.Error
	if errors.As(err, &e); e.Field != want {
		t.Errorf("field %q, want %q", e.Field, want)
	}
}

func wantRequests(t *testing.T, s *service, want string) {
	t.Helper()
	if got := s.requests(); got != want {
		t.Errorf("requests\n got %s\nwant %s", got, want)
	}
}

// detail returns a detail of an error, nil when it has none.
func detail(err error, name string) any {
	var e *fault.Error
	if errors.As(err, &e) {
		return e.Details[name]
	}
	return nil
}
