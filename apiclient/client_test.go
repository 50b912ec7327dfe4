package apiclient

import (
	"errors"
	"testing"
	"time"

	"credential-capture/fault"
)

func TestNewRefuses(t *testing.T) {
	for _, tt := range []struct {
		field  string
		config Config
	}{
		{"attemptTimeout", Config{AttemptTimeout: -1}},
		{"callTimeout", Config{CallTimeout: -1}},
		{"maxWait", Config{MaxWait: -1}},
		{"maxAttempts", Config{MaxAttempts: -1}},
		{"apiOrigin", Config{Origin: "http://api.example.com"}},
		{"proxyOrigin", Config{Proxy: "https://shop.example/path"}},
		{"userAgent", Config{UserAgent: "a\r\nX-Injected: 1"}},
	} {
		t.Run(tt.field, func(t *testing.T) {
			_, err := New(tt.config)
			wantCode(t, err, fault.BadOption)
			var e *fault.Error
			if errors.As(err, &e); e.Field != tt.field {
				t.Errorf("field %q", e.Field)
			}
		})
	}
}

func TestNewFillsInDefaults(t *testing.T) {
	c, err := New(Config{MaxAttempts: 7, Origin: "https://API.example.com:443/"})
	if err != nil {
		t.Fatal(err)
	}
	if c.config.AttemptTimeout != 60*time.Second || c.config.CallTimeout != 180*time.Second ||
		c.policy.attempts != 7 || c.policy.most != 20*time.Second || c.config.Transport == nil || c.config.UserAgent == "" {
		t.Errorf("got %+v", c.config)
	}
	if c.config.Origin != api {
		t.Errorf("origin %s", c.config.Origin)
	}
	if r := c.random(); r < 0 || r >= 1 {
		t.Errorf("random gives %v", r)
	}
}

func TestRequestsGoToTheProxy(t *testing.T) {
	srv := &service{t: t}
	client, err := New(Config{Transport: srv, Proxy: "https://shop.example"})
	if err != nil {
		t.Fatal(err)
	}
	s, err := client.Session([]byte(initOf(executionID, "-0")))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"FRONT", "unknown"} { // by href, and by the template
		c := &call{s: s, cred: s.credentials[0], part: part, execution: executionID}
		url, _, _, err := s.address(c)
		if want := "https://shop.example" + partPath(accountID, executionID, idCard, part); err != nil || url != want {
			t.Errorf("got %s, %v, want %s", url, err, want)
		}
	}
}
