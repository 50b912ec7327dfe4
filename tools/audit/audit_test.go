package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// database returns the URL of a database with a made-up vulnerability of strings.Repeat.
func database(t *testing.T) string {
	folder := t.TempDir()
	const entry = `{"id":"GO-2026-9999","modified":"2026-01-02T00:00:00Z"}`
	write(t, folder, map[string]string{
		"index/db.json":      `{"modified":"2026-01-02T00:00:00Z"}`,
		"index/modules.json": `[{"path":"stdlib","vulns":[` + entry + `]}]`,
		"index/vulns.json":   `[{"id":"GO-2026-9999","modified":"2026-01-02T00:00:00Z","aliases":[]}]`,
		"ID/GO-2026-9999.json": `{"schema_version":"1.3.1","id":"GO-2026-9999","modified":"2026-01-02T00:00:00Z","summary":"Made up",
			"affected":[{"package":{"name":"stdlib","ecosystem":"Go"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}],
			"ecosystem_specific":{"imports":[{"path":"strings","symbols":["Repeat"]}]}}]}`,
	})
	return "file://" + filepath.ToSlash(folder)
}

// TestGovulncheck_calledFunctionIsSevere runs the real govulncheck.
func TestGovulncheck_calledFunctionIsSevere(t *testing.T) {
	tool, err := exec.Command("go", "tool", "-n", "govulncheck").Output()
	if err != nil {
		t.Fatal(err)
	}
	db := database(t)
	for _, tt := range []struct {
		name, code string
		severe     bool
	}{
		{"called", `import "strings"; func main() { println(strings.Repeat("a", 2)) }`, true},
		{"its package imported", `import "strings"; func main() { println(strings.ToUpper("a")) }`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder := t.TempDir()
			write(t, folder, map[string]string{"go.mod": "module scanned\n\ngo 1.26\n", "main.go": "package main\n\n" + tt.code + "\n"})
			found, err := govulncheck(context.Background(), strings.TrimSpace(string(tool)), db, folder, scan{patterns: []string{"./..."}})
			if err != nil {
				t.Fatal(err)
			}
			want := finding{ID: "GO-2026-9999", In: "stdlib", Title: "Made up", Severe: tt.severe}
			if len(found) != 1 || found[0] != want {
				t.Errorf("got %+v, want %+v", found, want)
			}
		})
	}
	t.Run("code that doesn't compile", func(t *testing.T) {
		folder := t.TempDir()
		write(t, folder, map[string]string{"go.mod": "module scanned\n\ngo 1.26\n", "main.go": "package main\n\nfunc main() { none() }\n"})
		if found, err := govulncheck(context.Background(), strings.TrimSpace(string(tool)), db, folder, scan{patterns: []string{"./..."}}); err == nil {
			t.Errorf("got %v, want an error", found)
		}
	})
}

func TestUnreachable(t *testing.T) {
	serve := func(status int, body string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/index/db.json" {
				status = http.StatusNotFound
			}
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}))
		t.Cleanup(s.Close)
		return s.URL
	}
	gone := httptest.NewServer(nil)
	gone.Close()
	const index = `{"modified":"2026-01-02T00:00:00Z"}`
	for _, tt := range []struct {
		name, db  string
		reachable bool
	}{
		{"a database", serve(200, index), true},
		{"a folder", database(t), true},
		{"an empty folder", "file://" + t.TempDir(), false},
		{"a closed port", gone.URL, false},
		{"a captive portal", serve(200, "<html>"), false},
		{"other JSON", serve(200, "{}"), false},
		{"status 403", serve(403, index), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if why := unreachable(context.Background(), tt.db); (why == "") != tt.reachable {
				t.Errorf("got %q, reachable: %v", why, tt.reachable)
			}
		})
	}
}

// TestNPMAudit runs the real npm with a registry of its own.
func TestNPMAudit(t *testing.T) {
	if _, err := exec.LookPath("npm"); err != nil {
		t.Skip("npm is not installed")
	}
	registry := func(severity string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.Method == http.MethodGet:
				_, _ = io.WriteString(w, `{"name":"bad","dist-tags":{"latest":"1.0.0"},"versions":{"1.0.0":{"name":"bad","version":"1.0.0"}}}`)
			case severity == "no audits":
				http.Error(w, "{}", http.StatusMethodNotAllowed)
			case severity == "":
				_, _ = io.WriteString(w, "{}")
			default:
				fmt.Fprintf(w, `{"bad":[{"id":1,"url":"https://advisories.example/1","title":"Made up","severity":%q,"vulnerable_versions":"<2.0.0"}]}`, severity)
			}
		}))
		t.Cleanup(s.Close)
		return s.URL
	}
	locked := t.TempDir()
	write(t, locked, map[string]string{
		"package.json": `{"name":"scanned","version":"1.0.0","dependencies":{"bad":"1.0.0"}}`,
		"package-lock.json": `{"name":"scanned","version":"1.0.0","lockfileVersion":3,"packages":{
			"":{"name":"scanned","version":"1.0.0","dependencies":{"bad":"1.0.0"}},"node_modules/bad":{"version":"1.0.0"}}}`,
	})
	for _, tt := range []struct {
		name, severity string
		found, severe  bool
	}{
		{"nothing known", "", false, false},
		{"moderate", "moderate", true, false},
		{"high", "high", true, true},
		{"critical", "critical", true, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found, why, err := npmAudit(context.Background(), locked, "--registry="+registry(tt.severity), "--fetch-retries=0", "--cache="+t.TempDir())
			if err != nil || why != "" {
				t.Fatal(why, err)
			}
			if (len(found) > 0) != tt.found || tt.found && (found[0].Severe != tt.severe || found[0].In != "bad") {
				t.Errorf("got %+v", found)
			}
		})
	}
	t.Run("a registry without audits", func(t *testing.T) {
		_, why, err := npmAudit(context.Background(), locked, "--registry="+registry("no audits"), "--fetch-retries=0")
		if err != nil || !strings.Contains(why, "405") {
			t.Errorf("got %q, %v", why, err)
		}
	})
	t.Run("no lock file", func(t *testing.T) {
		folder := t.TempDir()
		write(t, folder, map[string]string{"package.json": `{"name":"scanned","version":"1.0.0"}`})
		if _, why, err := npmAudit(context.Background(), folder, "--registry="+registry("")); err == nil {
			t.Errorf("got %q, want an error", why)
		}
	})
}

func TestReadNPM(t *testing.T) {
	for _, tt := range []struct {
		name, text     string
		fails, checked bool
	}{
		{"checked", `{"vulnerabilities":{},"metadata":{"vulnerabilities":{"high":0}}}`, false, true},
		{"no counts", `{"vulnerabilities":{},"metadata":{"vulnerabilities":{}}}`, true, false},
		{"nothing", `{}`, true, false},
		{"no JSON", `npm`, true, false},
		{"no registry", `{"message":"request failed","error":{"summary":"","detail":""}}`, false, false},
		{"npm's own failure", `{"message":"x","error":{"code":"ENOLOCK","summary":"no lock"}}`, true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, why, err := readNPM([]byte(tt.text))
			if (err != nil) != tt.fails || err == nil && (why == "") != tt.checked {
				t.Errorf("got %q, %v", why, err)
			}
		})
	}
}

func TestVerdict(t *testing.T) {
	none, severe := []finding{}, []finding{{ID: "x", Severe: true}}
	for _, tt := range []struct {
		name    string
		checks  []check
		require bool
		fails   bool
	}{
		{"all checked", []check{{Checked: true, Found: none}}, true, false},
		{"found, not severe", []check{{Checked: true, Found: []finding{{ID: "x"}}}}, false, false},
		{"found, severe", []check{{Checked: true, Found: severe}}, false, true},
		{"one not checked", []check{{Checked: true, Found: none}, {Found: none}}, false, false},
		{"one not checked, with -require", []check{{Checked: true, Found: none}, {Found: none}}, true, true},
		{"no checks", nil, false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := results{Checks: tt.checks}
			r.count()
			if err := r.verdict(tt.require); (err != nil) != tt.fails {
				t.Errorf("got %v", err)
			}
			var out bytes.Buffer
			r.print(&out)
			for _, c := range tt.checks {
				if !c.Checked && !strings.Contains(out.String(), "not checked: ") {
					t.Errorf("the output lacks the check that was not made:\n%s", out.String())
				}
			}
			if _, err := json.Marshal(r); err != nil {
				t.Error(err)
			}
		})
	}
}
