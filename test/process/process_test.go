package process

import (
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"credential-capture/test/must"
)

var started = regexp.MustCompile(`(?m)^started$`)

// Browsers start child processes, which must not outlive the test.
func TestStop_endsChildren(t *testing.T) {
	cmd := exec.Command("sh", "-c", "trap '' TERM; sleep 600 & echo started; wait; sleep 600")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	p := must.Get(Start(cmd))(t)
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
	p := must.Get(Start(exec.Command("sh", "-c", "echo not started; echo why >&2")))(t)
	if _, err := p.Ready(t.Context(), started); err == nil || !strings.Contains(err.Error(), "why") {
		t.Errorf("got %v", err)
	}
}
