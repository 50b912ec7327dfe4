package gateway

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"credential-capture/test/must"
)

func TestNewUpstream(t *testing.T) {
	for _, tt := range []struct {
		name, api string
		auth      string // "" for an error
		account   string
		to        string
	}{
		{"US", "amer-1", "https://auth.amer-1.jumio.ai", "https://account.amer-1.jumio.ai", "https://api.amer-1.jumio.ai"},
		{"EU", "emea-1", "https://auth.emea-1.jumio.ai", "https://account.emea-1.jumio.ai", "https://api.emea-1.jumio.ai"},
		{"SG", "apac-1", "https://auth.apac-1.jumio.ai", "https://account.apac-1.jumio.ai", "https://api.apac-1.jumio.ai"},
		{"URL", "https://api.example", "https://api.example", "https://api.example", "https://api.example"},
		{"URL with a slash", "http://127.0.0.1:9/", "http://127.0.0.1:9", "http://127.0.0.1:9", "http://127.0.0.1:9"},
		{"URL in capitals", "HTTPS://API.Example", "https://api.example", "https://api.example", "https://api.example"},
		{"the scheme's own port", "https://api.example:443", "https://api.example", "https://api.example", "https://api.example"},
		{"another port", "https://api.example:8443", "https://api.example:8443", "https://api.example:8443", "https://api.example:8443"},
		{"http to this machine", "http://localhost:9", "http://localhost:9", "http://localhost:9", "http://localhost:9"},
		{"http to this machine, IPv6", "http://[::1]:9", "http://[::1]:9", "http://[::1]:9", "http://[::1]:9"},
		{"http to another, which would read the secret", "http://api.example", "", "", ""},
		{"http to an address near by", "http://10.0.0.1", "", "", ""},
		{"http to a name that begins like it", "http://localhost.example", "", "", ""},
		{"unknown region", "amer-2", "", "", ""},
		{"empty", "", "", "", ""},
		{"no scheme", "api.example", "", "", ""},
		{"another scheme", "ftp://api.example", "", "", ""},
		{"password", "https://me:pass@api.example", "", "", ""},
		{"path, which would be left out", "https://api.example/v2", "", "", ""},
		{"query, which would be left out", "https://api.example/?a=b", "", "", ""},
		{"broken", "http://[::1", "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u, err := newUpstream(tt.api, getenv, nil)
			switch {
			case tt.auth == "" && err == nil:
				t.Errorf("%q is accepted: %+v", tt.api, u)
			case tt.auth == "":
				if strings.Contains(err.Error(), "pass") || strings.Contains(err.Error(), secret) {
					t.Errorf("the error has a secret: %v", err)
				}
			case err != nil || u.tokens.url != tt.auth+"/oauth2/token" || u.Account != tt.account || u.API != tt.to:
				t.Errorf("got %+v, %v", u, err)
			}
		})
	}
}

func TestNewUpstream_environment(t *testing.T) {
	for _, missing := range []string{"CREDENTIALS_CLIENT_ID", "CREDENTIALS_CLIENT_SECRET", "CREDENTIALS_WORKFLOW_KEY"} {
		_, err := newUpstream("emea-1", func(name string) string {
			if name == missing {
				return ""
			}
			return getenv(name)
		}, nil)
		if err == nil || !strings.Contains(err.Error(), missing) || strings.Contains(err.Error(), secret) {
			t.Errorf("without %s: %v", missing, err)
		}
	}
	if _, err := New(Config{API: "emea-1", Getenv: func(string) string { return "" }}); err == nil {
		t.Error("a gateway without its secrets starts")
	}
}

// TestUpstream_tokenIsCached: a token is used for many sessions, and requested again once when
// the service refuses it.
func TestUpstream_tokenIsCached(t *testing.T) {
	a := newFakeService(t)
	u := must.Get(newUpstream(a.URL, getenv, nil))(t)
	create := func() error {
		_, err := u.openAccount(t.Context(), "", "", sessionRequest{Credentials: defaultCredentials}.account(u.workflowDefinitionID))
		return err
	}
	for _, tt := range []struct {
		name             string
		before           func()
		fails            bool
		tokens, accounts int // that were asked for by then
	}{
		{"the first", func() {}, false, 1, 1},
		{"another", func() {}, false, 1, 2},
		{"the service has forgotten the token", a.restart, false, 2, 4},
		{"another", func() {}, false, 2, 5},
		{"the service refuses each token", func() {
			a.replace("POST /api/v1/accounts", says(http.StatusUnauthorized, ""))
		}, true, 3, 7},
	} {
		tt.before()
		if err := create(); (err != nil) != tt.fails || err != nil && !strings.Contains(err.Error(), "create the account: the API answered 401") {
			t.Errorf("%s: %v", tt.name, err)
		}
		if tokens, accounts := len(a.requests("/oauth2/token")), len(a.requests("/api/v1/accounts")); tokens != tt.tokens || accounts != tt.accounts {
			t.Errorf("%s: %d tokens and %d accounts were asked for, want %d and %d", tt.name, tokens, accounts, tt.tokens, tt.accounts)
		}
	}
}

// TestUpstream_errorsHaveNoAccountID: the URL of an update has an account's id.
func TestUpstream_errorsHaveNoAccountID(t *testing.T) {
	const account = "11111111-1111-4111-8111-111111111111"
	a := newFakeService(t)
	u := must.Get(newUpstream(a.URL, getenv, nil))(t)
	must.Get(u.tokens.get(t.Context()))(t)
	a.Close()
	if _, err := u.openAccount(t.Context(), "", account, []byte("{}")); err == nil || strings.Contains(err.Error(), account) || !strings.Contains(err.Error(), "update the account") {
		t.Errorf("got %v", err)
	}
}

func TestSecretOf(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		must.Succeed(t, os.WriteFile(path, []byte(content), 0o600))
		must.Succeed(t, os.Chmod(path, mode))
		return path
	}
	const name = "CREDENTIALS_CLIENT_SECRET"
	for _, tt := range []struct {
		name, value, file string
		want              string
		says              string // of the error; "" for none
		warns             bool
	}{
		{name: "none"},
		{name: "environment", value: secret, want: secret},
		{name: "file", file: write("ok", secret+"\n", 0o600), want: secret},
		{name: "file for its group", file: write("group", secret, 0o640), want: secret},
		{name: "file for everybody", file: write("world", secret, 0o644), want: secret, warns: true},
		{name: "both", value: secret, file: write("both", secret, 0o600), says: "both"},
		{name: "no such file", file: filepath.Join(dir, "nowhere"), says: name + "_FILE"},
		{name: "empty file", file: write("empty", " \n", 0o600), says: "empty"},
		{name: "the longest", file: write("long", strings.Repeat("a", maxSecret), 0o600), want: strings.Repeat("a", maxSecret)},
		{name: "too long", file: write("longer", strings.Repeat("a", maxSecret+1), 0o600), says: "over"},
		{name: "folder", file: dir, says: name + "_FILE"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			log := captureLog(t)
			env := map[string]string{name: tt.value, name + "_FILE": tt.file}
			got, err := SettingOf(func(n string) string { return env[n] }, name)
			if got != tt.want || (err != nil) != (tt.says != "") || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %.50q, %v", got, err)
			}
			if (log.Len() > 0) != tt.warns || strings.Contains(log.String(), secret) || err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("logged %s", log)
			}
		})
	}
}

// TestSecretOf_rotation: the file is read for each use.
func TestSecretOf_rotation(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret")
	for i, content := range []string{"first", "second"} {
		must.Succeed(t, os.WriteFile(path, []byte(content), 0o600))
		got := must.Get(secretOf(func(n string) string { return map[string]string{"X_FILE": path}[n] }, "X"))(t)
		if s, err := got(); s != content || err != nil {
			t.Errorf("%d: got %q, %v", i, s, err)
		}
		must.Succeed(t, os.WriteFile(path, []byte("changed"), 0o600))
		if s, err := got(); s != "changed" || err != nil {
			t.Errorf("%d: got %q, %v", i, s, err)
		}
	}
}
