package contract

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"credential-capture/apiclient"
	"credential-capture/fault"
)

// foreign is Prism as the service. The server before it asks it for another answer by Prism's
// own header where a test wants one, and notes what Prism was asked.
type foreign struct {
	url string

	mu     sync.Mutex
	prefer string // such as code=429
	seen   []string
}

func newForeign(t *testing.T, flags ...string) *foreign {
	t.Helper()
	to, err := url.Parse(prism(t, append([]string{"mock", description, "--errors"}, flags...)...))
	if err != nil {
		t.Fatal(err)
	}
	f := &foreign{}
	server := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			f.mu.Lock()
			defer f.mu.Unlock()
			r.SetURL(to)
			if f.prefer != "" {
				r.Out.Header.Set("Prefer", f.prefer)
			}
		},
		ModifyResponse: func(r *http.Response) error {
			f.mu.Lock()
			defer f.mu.Unlock()
			path := r.Request.URL.Path
			f.seen = append(f.seen, fmt.Sprintf("%s %s %d", r.Request.Method, path[strings.LastIndex(path, "/")+1:], r.StatusCode))
			return nil
		},
	})
	t.Cleanup(server.Close)
	f.url = server.URL
	return f
}

func (f *foreign) asked() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.seen)
}

func (f *foreign) answers(prefer string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.prefer, f.seen = prefer, nil
}

// init is an account-create answer whose hrefs lead to it.
func (f *foreign) init() []byte {
	account, execution := uuid.NewString(), uuid.NewString()
	at := f.url + "/api/v1/accounts/" + account + "/workflow-executions/" + execution
	var credentials []string
	for _, c := range []struct {
		category string
		parts    []string
	}{
		{"ID", []string{"FRONT", "BACK"}}, {"SELFIE", []string{"FACE"}}, {"DOCUMENT", []string{"DOCUMENT"}}, {"DATA", []string{"PREPARED_DATA"}},
	} {
		id := uuid.NewString()
		var parts []string
		for _, p := range c.parts {
			parts = append(parts, fmt.Sprintf("%q:%q", strings.ToLower(p), at+"/credentials/"+id+"/parts/"+p))
		}
		credentials = append(credentials, fmt.Sprintf(`{"id":%q,"category":%q,"allowedChannels":["API"],"api":{"token":"t","parts":{%s},"workflowExecution":%q}}`,
			id, c.category, strings.Join(parts, ","), at))
	}
	return fmt.Appendf(nil, `{"account":{"id":%q},"workflowExecution":{"id":%q,"credentials":[%s]}}`, account, execution, strings.Join(credentials, ","))
}

// TestOurClientWithAForeignService: every operation of our client is taken by a service that
// isn't ours, whose answers are whatever the description allows: other members, none of them,
// and addresses that lead nowhere.
func TestOurClientWithAForeignService(t *testing.T) {
	for _, tt := range []struct {
		name  string
		flags []string
	}{
		{"the least that an answer may be", nil},
		{"anything that an answer may be", []string{"-d", "--seed", "7"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newForeign(t, tt.flags...)
			for round := range 5 {
				s := session(t, f.init(), apiclient.Config{})
				f.answers("")
				for _, step := range everything(t, s) {
					if err := step.call(); err != nil {
						t.Fatalf("round %d: %s: %v", round, step.name, err)
					}
				}
				if seen := f.asked(); len(seen) != 12 || slices.ContainsFunc(seen, func(one string) bool { return !strings.HasSuffix(one, " 200") }) {
					t.Errorf("round %d: %v", round, seen)
				}
			}
		})
	}
}

// TestOurClientRefused: a refusal of that service ends as the code that errors.md says.
func TestOurClientRefused(t *testing.T) {
	f := newForeign(t)
	for _, tt := range []struct {
		status, asked int
		code          fault.Code
	}{
		{400, 1, fault.Rejected}, {401, 1, fault.Unauthorized}, {403, 1, fault.Forbidden}, {404, 1, fault.NotFound},
		{413, 1, fault.TooLarge}, {415, 1, fault.Rejected}, {429, 4, fault.RateLimited},
	} {
		t.Run(fmt.Sprint(tt.status), func(t *testing.T) {
			s := session(t, f.init(), apiclient.Config{})
			f.answers(fmt.Sprintf("code=%d", tt.status))
			_, err := s.AddPart(t.Context(), "FRONT", card(t), nil)
			var e *fault.Error
			if !errors.As(err, &e) || e.Code != tt.code || e.Status != tt.status {
				t.Errorf("got %v, want %s", err, tt.code)
			}
			if seen := f.asked(); len(seen) != tt.asked {
				t.Errorf("asked %v, want %d times", seen, tt.asked)
			}
		})
	}
}
