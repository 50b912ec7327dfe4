package devserver

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSecretsInFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
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
			log := logged(t)
			env := map[string]string{name: tt.value, name + "_FILE": tt.file}
			got, err := valueOf(func(n string) string { return env[n] }, name)
			if got != tt.want || (err != nil) != (tt.says != "") || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %.50q, %v", got, err)
			}
			if (log.Len() > 0) != tt.warns || strings.Contains(log.String(), secret) || err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("logged %s", log)
			}
		})
	}
}

// TestASecretMayChange: the file is read again for each grant.
func TestASecretMayChange(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret")
	for i, content := range []string{"first", "second"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := secretOf(func(n string) string { return map[string]string{"X_FILE": path}[n] }, "X")
		if err != nil {
			t.Fatal(err)
		}
		if s, err := got(); s != content || err != nil {
			t.Errorf("%d: got %q, %v", i, s, err)
		}
		if err := os.WriteFile(path, []byte("changed"), 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := got(); s != "changed" || err != nil {
			t.Errorf("%d: got %q, %v", i, s, err)
		}
	}
}
