// Command wasmexec runs a wasm test binary in a headless browser, for use as
//
//	GOOS=js GOARCH=wasm go test -exec="$PWD/build/bin/wasmexec" ./...
//
// It runs wasmbrowsertest, from its own folder, and the servers that the tests need, because
// code in a browser can't listen. Their addresses are in the environment: SANDBOX_URL is
// internal/sandbox, with its Control at /control/; FAULT_SERVER_URL and FAULT_SERVER_URL_2 are
// one test/faultserver under two origins.
package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"credential-capture/internal/sandbox"
	"credential-capture/test/faultserver"
)

func main() {
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "wasmexec:", err)
		code = 1
	}
	os.Exit(code)
}

func run(args []string) (code int, err error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	api, faults := serve(withControl(sandbox.New(sandbox.Options{}))), serve(faultserver.New())
	cmd := exec.Command(filepath.Join(filepath.Dir(self), "wasmbrowsertest"), args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(environment(os.Environ()),
		"SANDBOX_URL="+api,
		"FAULT_SERVER_URL="+faults,
		"FAULT_SERVER_URL_2="+strings.Replace(faults, "127.0.0.1", "localhost", 1),
	)
	if err := cmd.Start(); err != nil {
		return 0, fmt.Errorf("%w (build it with: go build -o %s/ github.com/agnivade/wasmbrowsertest)", err, filepath.Dir(cmd.Path))
	}
	forwardSignals(cmd.Process)
	err = cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() > 0 {
		return exit.ExitCode(), nil
	}
	return 0, err
}

// withControl adds the sandbox's test control.
func withControl(s *sandbox.Sandbox) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", s)
	mux.Handle("/control/", http.StripPrefix("/control", s.Control()))
	return mux
}

// serve runs a handler on a loopback port until the program ends.
func serve(h http.Handler) (url string) { return httptest.NewServer(faultserver.CORS(h)).URL }

// forwardSignals lets wasmbrowsertest end its browser when go test's timeout is over.
func forwardSignals(to *os.Process) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGQUIT)
	go func() {
		for s := range signals {
			if s == syscall.SIGQUIT {
				s = os.Interrupt // the one that wasmbrowsertest handles
			}
			_ = to.Signal(s)
		}
	}()
}

// allowed are the variables that a browser or a test may need. A wasm program has 12 kB for
// arguments and environment, and CI systems set more.
var allowed = []string{
	"PATH", "HOME", "USER", "TMPDIR", "LANG", "TZ", "DISPLAY", "WAYLAND_DISPLAY",
	"XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "DBUS_SESSION_BUS_ADDRESS", "WASM_HEADLESS",
}

// environment drops what is not allowed, GOOS and GOARCH above all.
func environment(all []string) []string {
	var env []string
	for _, v := range all {
		if name, _, _ := strings.Cut(v, "="); slices.Contains(allowed, name) {
			env = append(env, v)
		}
	}
	return env
}
