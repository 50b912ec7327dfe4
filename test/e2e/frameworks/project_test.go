package frameworks

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"

	"credential-capture/test/must"
	"credential-capture/test/process"
)

const (
	sources  = "tools/frameworks"
	projects = "build/frameworks"
)

// tarball packs dist/, as npm publish would.
var tarball = sync.OnceValues(func() (string, error) {
	if err := os.MkdirAll(projects, 0o755); err != nil {
		return "", err
	}
	pack := exec.Command("npm", "pack", "--silent", "--pack-destination", "../"+projects)
	pack.Dir = "dist"
	name, err := pack.Output()
	if err != nil {
		return "", fmt.Errorf("npm pack: %w: make dist makes the package", err)
	}
	return filepath.Abs(filepath.Join(projects, string(bytes.TrimSpace(name))))
})

// install copies a project out of the repository, installs what it locks, and the package.
func install(t *testing.T, project string) (dir string) {
	t.Helper()
	packed := must.Get(tarball())(t)
	dir = must.Get(filepath.Abs(filepath.Join(projects, project)))(t)
	from := must.Get(filepath.Abs(filepath.Join(sources, project)))(t)
	// npm ci refuses the lock of a package whose optional dependency is on no mirror.
	run(t, from, nil, "sh", "-euc", `mkdir -p "$0" && cp -r . "$0" && cd "$0"
		cmp -s package-lock.json node_modules/.lock && exit
		rm -rf node_modules && cp package-lock.json .lock && npm install --loglevel error --no-audit --no-fund && mv .lock node_modules/.lock`, dir)
	run(t, dir, nil, "sh", "-euc", `rm -rf out .next .nuxt .output .parcel-cache node_modules/.vite node_modules/.cache node_modules/credential-capture
		mkdir node_modules/credential-capture
		tar -xmzf "$0" --strip-components=1 -C node_modules/credential-capture`, packed)
	return dir
}

// run runs a command to its end.
func run(t *testing.T, dir string, env []string, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), append(env, "CI=true", "NO_COLOR=1", "NEXT_TELEMETRY_DISABLED=1", "NUXT_TELEMETRY_DISABLED=1")...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out[max(0, len(out)-4000):])
	}
}

// start runs a server until the test ends. {port} in its arguments and variables is a free port.
func start(t *testing.T, dir string, env, args []string) (url string) {
	t.Helper()
	l := must.Get(net.Listen("tcp", "127.0.0.1:0"))(t)
	port := fmt.Sprint(l.Addr().(*net.TCPAddr).Port)
	_ = l.Close()
	put := func(list []string) (filled []string) {
		for _, each := range list {
			filled = append(filled, placeholder.ReplaceAllString(each, port))
		}
		return filled
	}
	cmd := exec.Command(args[0], put(args[1:])...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), append(put(env), "NO_COLOR=1")...)
	p := must.Get(process.Start(cmd))(t)
	t.Cleanup(p.Stop)
	if _, err := p.Ready(context.Background(), regexp.MustCompile(`127\.0\.0\.1:`+port)); err != nil {
		t.Fatal(err)
	}
	return "http://127.0.0.1:" + port
}

var placeholder = regexp.MustCompile(`\{port\}`)
