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

// mock is Prism as a mock service, behind a proxy that records the operations and can ask
// for a certain response by Prism's Prefer header.
type mock struct {
	url string

	mu         sync.Mutex
	prefer     string // such as code=429
	operations []string
}

func newMock(t *testing.T, flags ...string) *mock {
	t.Helper()
	to, err := url.Parse(prism(t, append([]string{"mock", description, "--errors"}, flags...)...))
	if err != nil {
		t.Fatal(err)
	}
	m := &mock{}
	server := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			m.mu.Lock()
			defer m.mu.Unlock()
			r.SetURL(to)
			if m.prefer != "" {
				r.Out.Header.Set("Prefer", m.prefer)
			}
		},
		ModifyResponse: func(r *http.Response) error {
			m.mu.Lock()
			defer m.mu.Unlock()
			path := r.Request.URL.Path
			m.operations = append(m.operations, fmt.Sprintf("%s %s %d", r.Request.Method, path[strings.LastIndex(path, "/")+1:], r.StatusCode))
			return nil
		},
	})
	t.Cleanup(server.Close)
	m.url = server.URL
	return m
}

func (m *mock) recorded() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.operations)
}

func (m *mock) respond(prefer string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.prefer, m.operations = prefer, nil
}

// init returns a response to an account's creation whose hrefs lead to the mock.
func (m *mock) init() []byte {
	account, execution := uuid.NewString(), uuid.NewString()
	at := m.url + "/api/v1/accounts/" + account + "/workflow-executions/" + execution
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

// TestClient_acceptsMockedResponses: the responses are minimal, or have random values for all
// members that the description allows, such as hrefs that lead nowhere.
func TestClient_acceptsMockedResponses(t *testing.T) {
	for _, tt := range []struct {
		name  string
		flags []string
	}{
		{"minimal responses", nil},
		{"random responses", []string{"-d", "--seed", "7"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := newMock(t, tt.flags...)
			for round := range 5 {
				s := session(t, m.init(), apiclient.Config{})
				m.respond("")
				for _, step := range allOperations(t, s) {
					if err := step.call(); err != nil {
						t.Fatalf("round %d: %s: %v", round, step.name, err)
					}
				}
				if seen := m.recorded(); len(seen) != 12 || slices.ContainsFunc(seen, func(operation string) bool { return !strings.HasSuffix(operation, " 200") }) {
					t.Errorf("round %d: %v", round, seen)
				}
			}
		})
	}
}

// TestClient_mapsRejections expects the codes of docs/errors.md.
func TestClient_mapsRejections(t *testing.T) {
	m := newMock(t)
	for _, tt := range []struct {
		status, requests int
		code             fault.Code
	}{
		{400, 1, fault.Rejected}, {401, 1, fault.Unauthorized}, {403, 1, fault.Forbidden}, {404, 1, fault.NotFound},
		{413, 1, fault.TooLarge}, {415, 1, fault.Rejected}, {429, 4, fault.RateLimited},
	} {
		t.Run(fmt.Sprint(tt.status), func(t *testing.T) {
			s := session(t, m.init(), apiclient.Config{})
			m.respond(fmt.Sprintf("code=%d", tt.status))
			_, err := s.AddPart(t.Context(), "FRONT", card(t), nil)
			var e *fault.Error
			if !errors.As(err, &e) || e.Code != tt.code || e.Status != tt.status {
				t.Errorf("got %v, want %s", err, tt.code)
			}
			if seen := m.recorded(); len(seen) != tt.requests {
				t.Errorf("got %v, want %d requests", seen, tt.requests)
			}
		})
	}
}
