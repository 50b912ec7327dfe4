package process

import (
	"net"
	"os"
	"os/exec"
	"regexp"
	"testing"

	"credential-capture/test/must"
)

// Run runs a program until the test ends, with additions to the environment, and waits for a line
// of its output, which it returns. A test of several copies is skipped where the program is missing,
// but not in make check NAME=copies.
func Run(t *testing.T, env []string, line, name string, args ...string) (p *Process, found string) {
	t.Helper()
	bin, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("COPIES") != "" {
			t.Fatalf("%s: %v", name, err)
		}
		t.Skipf("%s is missing: make check NAME=copies installs it", name)
	}
	cmd := exec.Command(bin, args...)
	cmd.Env = append(os.Environ(), env...)
	p = must.Get(Start(cmd))(t)
	t.Cleanup(p.Stop)
	found = must.Get(p.Ready(t.Context(), regexp.MustCompile(line)))(t)
	return p, found
}

// RunRedis runs a Redis on a loopback port, which writes its data to dir when it stops.
func RunRedis(t *testing.T, dir, port string) *Process {
	t.Helper()
	p, _ := Run(t, nil, "Ready to accept connections", "redis-server",
		"--port", port, "--bind", "127.0.0.1", "--dir", dir, "--save", "3600 1000")
	return p
}

// FreePort returns a free TCP port on loopback, for a program that can't choose one itself.
func FreePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}
