package gateway

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"os"
)

// secretSource reads a secret. A file is read for each use, so that it can be rotated while
// the server runs. Errors name the variable and never the content.
type secretSource func() (string, error)

// maxSecret is in bytes; a larger file is not a secret.
const maxSecret = 4 << 10

// secretOf finds a secret in the environment, as NAME, or in the file that NAME_FILE names.
// There is no flag for secrets, because flags show in the process list. Nil means that
// neither is set.
func secretOf(getenv func(string) string, name string) (secretSource, error) {
	value, file := getenv(name), getenv(name+"_FILE")
	switch {
	case value != "" && file != "":
		return nil, fmt.Errorf("%s and %s_FILE are both set: leave one out", name, name)
	case value != "":
		return func() (string, error) { return value, nil }, nil
	case file == "":
		return nil, nil
	}
	if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o004 != 0 {
		slog.Warn("a secret's file can be read by everybody on this machine", "variable", name+"_FILE")
	}
	read := func() (string, error) {
		s, err := readSecret(file)
		if err != nil {
			return "", fmt.Errorf("%w: %s_FILE: %w", errNoSecret, name, err)
		}
		return s, nil
	}
	_, err := read()
	return read, err
}

func readSecret(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	b = bytes.TrimSpace(b) // editors end a file with a line break
	switch {
	case err != nil:
		return "", err
	case len(b) == 0:
		return "", fmt.Errorf("%s is empty", file)
	case len(b) > maxSecret:
		return "", fmt.Errorf("%s is over %d bytes", file, maxSecret)
	}
	return string(b), nil
}

// SettingOf is a setting that may be in a file, as a secret may.
func SettingOf(getenv func(string) string, name string) (string, error) {
	s, err := secretOf(getenv, name)
	if s == nil || err != nil {
		return "", err
	}
	return s()
}
