package devserver

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"os"
)

// secretSource is read each time that it is needed, so that one in a file may be changed while
// the server runs. Its error names the variable, never what is in it.
type secretSource func() (string, error)

// maxSecret is in bytes: more is no secret, but a wrong file.
const maxSecret = 4 << 10

// secretOf finds a secret in the environment, as NAME, or in the file that NAME_FILE names.
// There is no flag for it, because flags show in the list of processes. Nil means that
// there is none.
func secretOf(getenv func(string) string, name string) (secretSource, error) {
	value, file := getenv(name), getenv(name+"_FILE")
	switch {
	case value != "" && file != "":
		return nil, fmt.Errorf("%s and %s_FILE are both set: which one is it?", name, name)
	case value != "":
		return func() (string, error) { return value, nil }, nil
	case file == "":
		return nil, nil
	}
	if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o004 != 0 {
		slog.Warn("a secret's file can be read by everybody on this machine", "variable", name+"_FILE")
	}
	read := func() (string, error) { return readSecret(file, name+"_FILE") }
	_, err := read()
	return read, err
}

func readSecret(file, variable string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", fmt.Errorf("%s: %w", variable, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	if err != nil {
		return "", fmt.Errorf("%s: %w", variable, err)
	}
	b = bytes.TrimSpace(b) // editors end a file with a new line
	switch {
	case len(b) == 0:
		return "", fmt.Errorf("%s: %s is empty", variable, file)
	case len(b) > maxSecret:
		return "", fmt.Errorf("%s: %s is over %d bytes", variable, file, maxSecret)
	}
	return string(b), nil
}

// valueOf is a setting that needn't be secret, but may be in a file as well.
func valueOf(getenv func(string) string, name string) (string, error) {
	s, err := secretOf(getenv, name)
	if s == nil || err != nil {
		return "", err
	}
	return s()
}
