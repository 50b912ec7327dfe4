package process

import (
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

var started = regexp.MustCompile(`(?m)^started$`)

// Browsers start child processes, which must not outlive the test.
func TestStop_endsChildren(t *testing.T) {
	cmd := exec.Command("sh", "-c", "trap '' TERM; sleep 600 & echo started; wait; sleep 600")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	p, err := Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Ready(t.Context(), started); err != nil {
		t.Fatal(err)
	}
	stopTimeout = 0 // the shell ignores SIGTERM
	p.Stop()
	select {
	case <-p.Exited:
	default:
		t.Error("still running")
	}
}

func TestReady_failsWithOutputOfProgramThatExits(t *testing.T) {
	p, err := Start(exec.Command("sh", "-c", "echo not started; echo why >&2"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Ready(t.Context(), started); err == nil || !strings.Contains(err.Error(), "why") {
		t.Errorf("got %v", err)
	}
}
