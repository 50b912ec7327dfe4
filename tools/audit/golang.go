package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// scan is one run of govulncheck. go.mod pins its version.
type scan struct {
	what     string
	env      []string
	patterns []string
}

var scans = []scan{
	{"govulncheck, the server, the tools and the tests", nil, []string{"-test", "./..."}},
	{"govulncheck, the wasm", []string{"GOOS=js", "GOARCH=wasm"}, []string{"-tags", "gocodec", "./wasm"}},
	{"govulncheck, the tools of go.mod", nil, []string{"tool"}},
}

// scanGo runs the scans, if the database is reachable.
func scanGo(ctx context.Context, db string) ([]check, error) {
	why := unreachable(ctx, db)
	tool, err := exec.CommandContext(ctx, "go", "tool", "-n", "govulncheck").Output()
	if err != nil {
		return nil, fmt.Errorf("build govulncheck: %w", err)
	}
	var all []check
	for _, s := range scans {
		c := check{What: s.what, Why: why, Found: []finding{}}
		if why == "" {
			if c.Found, err = govulncheck(ctx, strings.TrimSpace(string(tool)), db, ".", s); err != nil {
				return nil, fmt.Errorf("%s: %w", s.what, err)
			}
			c.Checked = true
		}
		all = append(all, c)
	}
	return all, nil
}

// unreachable returns why a database is unreachable, or "". It is checked first, because
// govulncheck fails in the same way for a network error and for code that doesn't compile.
func unreachable(ctx context.Context, db string) string {
	at, err := url.Parse(db)
	if err != nil {
		return err.Error()
	}
	if at.Scheme == "file" {
		if _, err := os.Stat(filepath.Join(filepath.FromSlash(at.Path), "index", "db.json")); err != nil {
			return err.Error()
		}
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(db, "/")+"/index/db.json", nil)
	if err != nil {
		return err.Error()
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return "the database is unreachable: " + err.Error()
	}
	defer resp.Body.Close()
	var index struct{ Modified time.Time }
	if resp.StatusCode != http.StatusOK || json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&index) != nil || index.Modified.IsZero() {
		return db + " is not a vulnerability database: " + resp.Status
	}
	return ""
}

// govulncheck scans the module of a folder. With -format json it exits with 0 in spite of
// findings.
func govulncheck(ctx context.Context, tool, db, folder string, s scan) ([]finding, error) {
	scanner := exec.CommandContext(ctx, tool, append([]string{"-C", folder, "-db", db, "-format", "json"}, s.patterns...)...)
	scanner.Env = append(os.Environ(), s.env...)
	var stderr bytes.Buffer
	scanner.Stderr = &stderr
	out, err := scanner.Output()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, stderr.String())
	}
	return readGo(bytes.NewReader(out))
}

// message is one of the stream that govulncheck writes. Other kinds are ignored.
type message struct {
	OSV *struct {
		ID      string `json:"id"`
		Summary string `json:"summary"`
	} `json:"osv"`
	Finding *struct {
		OSV   string `json:"osv"`
		Trace []struct {
			Module   string `json:"module"`
			Function string `json:"function"`
		} `json:"trace"`
	} `json:"finding"`
}

// readGo returns each vulnerability once. Govulncheck reports the same one for the module,
// for an imported package and for a called function: the last is severe.
func readGo(from io.Reader) ([]finding, error) {
	titles, found := map[string]string{}, map[string]finding{}
	d := json.NewDecoder(from)
	for {
		var m message
		if err := d.Decode(&m); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("read the output of govulncheck: %w", err)
		}
		if m.OSV != nil {
			titles[m.OSV.ID] = m.OSV.Summary
		}
		if m.Finding == nil || len(m.Finding.Trace) == 0 {
			continue
		}
		f := found[m.Finding.OSV]
		f.ID, f.In = m.Finding.OSV, m.Finding.Trace[0].Module
		f.Severe = f.Severe || m.Finding.Trace[0].Function != ""
		found[f.ID] = f
	}
	all := []finding{}
	for _, id := range slices.Sorted(maps.Keys(found)) {
		f := found[id]
		f.Title = titles[id]
		all = append(all, f)
	}
	return all, nil
}
