package contract

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"credential-capture/apiclient"
	"credential-capture/fault"
	"credential-capture/internal/sandbox"
	"credential-capture/test/must"
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
	to := must.Get(url.Parse(prism(t, append([]string{"mock", description, "--errors"}, flags...)...)))(t)
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

// init returns a response to an account's creation by the sandbox, whose hrefs lead to the
// mock instead.
func (m *mock) init(t *testing.T) []byte {
	service := httptest.NewServer(sandbox.New(sandbox.Options{}))
	t.Cleanup(service.Close)
	init, _ := createAccount(t, service.URL)
	return bytes.ReplaceAll(init, []byte(service.URL), []byte(m.url))
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
				s := session(t, m.init(t), apiclient.Config{})
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
			s := session(t, m.init(t), apiclient.Config{})
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

func TestDescription_hasFieldsOfPreparedData(t *testing.T) {
	b := must.Get(os.ReadFile(description))(t)
	_, described, found := strings.Cut(string(b), "\n    PreparedData:\n")
	if !found {
		t.Fatal("the description has no PreparedData")
	}
	var got []string
	for _, m := range regexp.MustCompile(`(?m)^ +(\w+):( \{.*\})?$`).FindAllStringSubmatch(described, -1) {
		if m[1] != "properties" {
			got = append(got, m[1])
		}
	}
	want := fieldsOf(reflect.TypeFor[apiclient.PreparedData]())
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("described: %v\nsent:      %v", got, want)
	}
}

func fieldsOf(of reflect.Type) (names []string) {
	for i := range of.NumField() {
		field := of.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		names = append(names, name)
		if field.Type.Kind() == reflect.Struct {
			names = append(names, fieldsOf(field.Type)...)
		}
	}
	return names
}
