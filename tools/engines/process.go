package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"syscall"

	"credential-capture/test/process"
)

// launch starts a program with a home folder and a process group of its own, so that the
// children of a browser end with it.
func launch(home string, env []string, name string, args ...string) (*process.Process, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return nil, fmt.Errorf("%s isn't installed", name)
	}
	cmd := exec.Command(path, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Env = append(append(os.Environ(), "HOME="+home, "XDG_CACHE_HOME="+home, "XDG_CONFIG_HOME="+home,
		"XDG_DATA_HOME="+home, "XDG_RUNTIME_DIR="+home, "MOZ_HEADLESS=1"), env...)
	return process.Start(cmd)
}

var displayNumber = regexp.MustCompile(`(?m)^\d+$`)

// startDisplay starts Xvfb, which picks a free display number and writes it to stdout.
func startDisplay(ctx context.Context, home string) (number string, p *process.Process, err error) {
	p, err = launch(home, nil, "Xvfb", "-displayfd", "1", "-screen", "0", "1320x1100x24", "-nolisten", "tcp")
	if err == nil {
		number, err = p.Ready(ctx, displayNumber)
	}
	return number, p, err
}
