package apiclient

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestTokenPrintsRedacted(t *testing.T) {
	token, ok := newToken("s3cret.token")
	if !ok {
		t.Fatal("refused")
	}
	asJSON, err := json.Marshal(map[string]Token{"t": token})
	if err != nil {
		t.Fatal(err)
	}
	s, _ := open(t, Config{})
	for name, printed := range map[string]string{
		"%v": fmt.Sprintf("%v", token), "%+v": fmt.Sprintf("%+v", token), "%#v": fmt.Sprintf("%#v", token),
		"%s": fmt.Sprintf("%s", token), "%q": fmt.Sprintf("%q", token), "%x": fmt.Sprintf("%x", token),
		"Sprint": fmt.Sprint(token), "pointer": fmt.Sprintf("%v", &token), "json": string(asJSON),
		"String": token.String(), "GoString": token.GoString(),
	} {
		if !strings.Contains(printed, redacted) {
			t.Errorf("%s prints %q, which doesn't say %s", name, printed, redacted)
		}
		if strings.Contains(printed, "s3cret") {
			t.Errorf("%s prints the token", name)
		}
	}
	for name, printed := range map[string]string{
		"in a struct":  fmt.Sprintf("%+v", struct{ inner Token }{token}),
		"a session":    fmt.Sprintf("%v %+v %#v", s, s, s),
		"a credential": fmt.Sprintf("%v %+v %#v", *s.credentials[0], s.credentials[0], s.credentials[0]),
	} {
		if strings.Contains(printed, "s3cret") || strings.Contains(printed, "ID-0") {
			t.Errorf("%s prints the token: %s", name, printed)
		}
	}
}

func TestRequestPrintsNoToken(t *testing.T) {
	s, _ := open(t, Config{})
	c := &call{s: s, method: methodPost}
	token, _ := newToken("s3cret.token")
	r := c.request(api+"/api/v1/x", token)
	if printed := fmt.Sprintf("%v %+v %#v", r, r, r); strings.Contains(printed, "s3cret") {
		t.Errorf("it prints %s", printed)
	}
}

func TestTokensThatCantStandInAHeader(t *testing.T) {
	for _, tt := range []struct {
		name, token string
		want        bool
	}{
		{"a JWT", "eyJhbGciOi.eyJzdWIi.c2ln-_~+/=", true},
		{"empty", "", false},
		{"a line break", "abc\r\nX-Injected: 1", false},
		{"a blank", "a b", false},
		{"not ASCII", "täst", false},
		{"DEL", "a\x7f", false},
		{"longest", strings.Repeat("a", maxToken), true},
		{"too long", strings.Repeat("a", maxToken+1), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, got := newToken(tt.token); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
