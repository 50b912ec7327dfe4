// Package report writes what a measuring program or test found, as JSON below
// build/results.
package report

import (
	"encoding/json"
	"os"
	"path/filepath"
)

// Write writes v to file as indented JSON with a trailing newline, and makes the
// file's folder. An empty file name writes nothing: it is the default of every
// -json flag.
func Write(file string, v any) error {
	if file == "" {
		return nil
	}
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, append(b, '\n'), 0o644)
}
