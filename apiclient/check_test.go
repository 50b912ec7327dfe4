package apiclient

import (
	"strings"
	"testing"
	"unicode/utf8"

	"credential-capture/fault"
)

func TestCodeOfStatus(t *testing.T) {
	for status, want := range map[int]fault.Code{
		301: fault.Forbidden, 302: fault.Forbidden, 307: fault.Forbidden, 399: fault.Forbidden,
		400: fault.Rejected, 401: fault.Unauthorized, 403: fault.Forbidden, 404: fault.NotFound,
		406: fault.Rejected, 408: fault.Timeout, 409: fault.Conflict, 410: fault.Expired,
		413: fault.TooLarge, 415: fault.Rejected, 422: fault.Rejected, 429: fault.RateLimited, 499: fault.Rejected,
		500: fault.Server, 502: fault.Server, 503: fault.Server, 504: fault.Server, 599: fault.Server,
		0: fault.BadResponse, 100: fault.BadResponse, 600: fault.BadResponse, -1: fault.BadResponse,
	} {
		if got := codeOf(status); got != want {
			t.Errorf("%d is %s, want %s", status, got, want)
		}
	}
}

func TestCheckSuccess(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		want       fault.Code
	}{
		{"whole", `{"timestamp":"x","api":{"token":"t"}}`, ""},
		{"empty", "", ""},
		{"blank", " \r\n", ""},
		{"an empty object", "{}", ""},
		{"unknown members", `{"a":[1,{"b":null}],"part":{}}`, ""},
		{"only unknown members", `{"a":[1,{"b":null}]}`, fault.BadResponse},
		{"a captive portal's JSON", `{"result":"ok","message":"please log in"}`, fault.BadResponse},
		{"one known member, and none of its use", `{"timestamp":null}`, ""},
		{"a member of a wrong type", `{"part":"x","api":{"token":"t"}}`, ""},
		{"broken", `{"api":`, fault.BadResponse},
		{"more after it", `{} {}`, fault.BadResponse},
		{"a list", `[]`, fault.BadResponse},
		{"null", `null`, fault.BadResponse},
		{"a captive portal's page", `<!doctype html><p>Accept our terms`, fault.BadResponse},
		{"not text", "\xff\xfe", fault.BadResponse},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := check(&Response{Status: 200, Body: []byte(tt.body)}, false, Token{})
			if tt.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			wantCode(t, err, tt.want)
			if err.Status != 200 {
				t.Errorf("status %d", err.Status)
			}
		})
	}
}

func TestAWrongTypeLosesItselfOnly(t *testing.T) {
	a, err := check(&Response{Status: 201, Body: []byte(`{"part":7,"credential":{"id":[]},"api":{"token":"new"}}`)}, false, Token{})
	if err != nil {
		t.Fatal(err)
	}
	if a.API.Token != "new" {
		t.Errorf("token %q: what came after the odd members is lost", a.API.Token)
	}
}

func TestReason(t *testing.T) {
	token, _ := newToken("s3cret")
	for _, tt := range []struct {
		name, body string
		private    bool
		want       any
	}{
		{"title and detail", `{"title":"Too Many Requests","status":429,"detail":"Request limit exceeded"}`, false,
			"Too Many Requests: Request limit exceeded"},
		{"message", `{"message":"No file"}`, false, "No file"},
		{"private", `{"title":"Bad Request","detail":"Jane is no name","message":"Jane"}`, true, "Bad Request"},
		{"private without a title", `{"detail":"Jane is no name"}`, true, nil},
		{"echoes the token", `{"title":"Unauthorized","detail":"s3cret has expired"}`, false, "Unauthorized"},
		{"control characters", `{"title":"a\u0000b\u202e\nc\td"}`, false, "ab c d"},
		{"nothing", `{}`, false, nil},
		{"not JSON", `<p>No`, false, nil},
		{"other types", `{"title":{"a":1}}`, false, nil},
		{"empty", ``, false, nil},
		{"just short enough", `{"title":"` + strings.Repeat("ä", maxReason) + `"}`, false, strings.Repeat("ä", maxReason)},
		{"just too long", `{"title":"` + strings.Repeat("ä", maxReason+1) + `"}`, false, strings.Repeat("ä", maxReason)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := check(&Response{Status: 400, Body: []byte(tt.body)}, tt.private, token)
			wantCode(t, err, fault.Rejected)
			if got := err.Details["reason"]; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if s, ok := err.Details["reason"].(string); ok && !utf8.ValidString(s) {
				t.Errorf("%q is cut in a character", s)
			}
		})
	}
}
