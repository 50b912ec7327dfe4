package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// scanNPM audits each folder of the repository that has a lock file. None of them ships:
// they are linters, peers of the benchmark, and bundlers of the examples.
func scanNPM(ctx context.Context) ([]check, error) {
	list, err := exec.CommandContext(ctx, "git", "ls-files", "*package-lock.json").Output()
	if err != nil {
		return nil, fmt.Errorf("list the lock files: %w", err)
	}
	var all []check
	for _, name := range strings.Fields(string(list)) {
		folder := filepath.ToSlash(filepath.Dir(name))
		c := check{What: "npm audit, " + folder}
		if c.Found, c.Why, err = npmAudit(ctx, folder); err != nil {
			return nil, fmt.Errorf("%s: %w", c.What, err)
		}
		c.Checked = c.Why == ""
		all = append(all, c)
	}
	return all, nil
}

// npmAudit audits the lock file of a folder; it installs nothing. why says why it was not
// checked.
func npmAudit(ctx context.Context, folder string, flags ...string) (found []finding, why string, err error) {
	if _, err := exec.LookPath("npm"); err != nil {
		return []finding{}, "npm is not installed", nil
	}
	npm := exec.CommandContext(ctx, "npm", append([]string{"audit", "--json", "--package-lock-only"}, flags...)...)
	npm.Dir = folder
	var stderr bytes.Buffer
	npm.Stderr = &stderr
	out, err := npm.Output() // fails on findings as well; the output tells which
	var status *exec.ExitError
	if err != nil && !errors.As(err, &status) {
		return nil, "", err
	}
	if found, why, err = readNPM(out); err != nil {
		return nil, "", fmt.Errorf("%w: %s", err, stderr.String())
	}
	return found, why, nil
}

// auditOutput is the output of npm audit: vulnerabilities, or an error.
type auditOutput struct {
	Vulnerabilities map[string]struct {
		Severity string            `json:"severity"`
		Via      []json.RawMessage `json:"via"` // advisories, or names of vulnerable dependencies
	} `json:"vulnerabilities"`
	Metadata *struct {
		Vulnerabilities map[string]int `json:"vulnerabilities"`
	} `json:"metadata"`
	Message string `json:"message"`
	Error   *struct {
		Code    string `json:"code"`
		Summary string `json:"summary"`
	} `json:"error"`
}

// readNPM reads the output of npm audit. Without counts by severity nothing was checked. An
// error with a code is npm's own, such as a missing lock file; others are the registry's.
func readNPM(out []byte) (found []finding, why string, err error) {
	var a auditOutput
	if err := json.Unmarshal(out, &a); err != nil {
		return nil, "", fmt.Errorf("read the output of npm audit: %w", err)
	}
	found = []finding{}
	if a.Metadata == nil || len(a.Metadata.Vulnerabilities) == 0 {
		switch {
		case a.Error != nil && a.Error.Code != "":
			return nil, "", fmt.Errorf("npm: %s %s", a.Error.Code, a.Error.Summary)
		case a.Message != "":
			return found, "the registry is unreachable: " + a.Message, nil
		}
		return nil, "", errors.New("npm audit reports neither findings nor an error")
	}
	for _, name := range slices.Sorted(maps.Keys(a.Vulnerabilities)) {
		v := a.Vulnerabilities[name]
		for _, via := range v.Via {
			var advisory struct{ Title, URL, Severity string }
			if json.Unmarshal(via, &advisory) != nil {
				continue // a name: the advisory is at that package
			}
			severity := cmp.Or(advisory.Severity, v.Severity)
			found = append(found, finding{
				ID: advisory.URL, In: name, Title: severity + ": " + advisory.Title,
				Severe: severity == "high" || severity == "critical",
			})
		}
	}
	return found, "", nil
}
