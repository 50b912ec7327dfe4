package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// process is a program that was started here, with all that it has started itself.
type process struct {
	cmd    *exec.Cmd
	gone   chan struct{} // closed when it has ended
	also   *process      // what ends with it
	number string        // of a display
	said   *tail
}

// launch starts a program with a home of its own, in a process group of its own: that is
// what is ended, by its id, with whatever children the browser has by then.
func launch(_ context.Context, home string, env []string, name string, args ...string) (*process, error) {
	p, err := prepare(home, env, name, args...)
	if err != nil {
		return nil, err
	}
	p.cmd.Stdout, p.cmd.Stderr = p.said, p.said
	return p, p.begin()
}

func prepare(home string, env []string, name string, args ...string) (*process, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return nil, fmt.Errorf("%s isn't installed", name)
	}
	p := &process{cmd: exec.Command(path, args...), gone: make(chan struct{}), said: &tail{}}
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	p.cmd.Env = append(append(os.Environ(), "HOME="+home, "XDG_CACHE_HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_DATA_HOME="+home,
		"XDG_RUNTIME_DIR="+home, "MOZ_HEADLESS=1"), env...)
	// A child that keeps the pipe open mustn't make Wait wait.
	p.cmd.WaitDelay = time.Second
	return p, nil
}

func (p *process) begin() error {
	if err := p.cmd.Start(); err != nil {
		return err
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.gone)
	}()
	return nil
}

// end asks the group to end, and after two seconds doesn't ask any more.
func (p *process) end() {
	group := -p.cmd.Process.Pid
	_ = syscall.Kill(group, syscall.SIGTERM)
	select {
	case <-p.gone:
	case <-time.After(2 * time.Second):
	}
	_ = syscall.Kill(group, syscall.SIGKILL) // also the children of one that has gone
	<-p.gone
	if p.also != nil {
		p.also.end()
	}
}

// screen starts a virtual display on a number that is free, which it tells itself.
func screen(ctx context.Context, home string) (*process, error) {
	p, err := prepare(home, nil, "Xvfb", "-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp")
	if err != nil {
		return nil, err
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer read.Close()
	p.cmd.Stderr = p.said
	p.cmd.ExtraFiles = []*os.File{write}
	err = p.begin()
	_ = write.Close()
	if err != nil {
		return nil, err
	}
	line := make(chan string, 1)
	go func() {
		text, _ := bufio.NewReader(read).ReadString('\n')
		line <- strings.TrimSpace(text)
	}()
	select {
	case p.number = <-line:
	case <-p.gone:
	case <-ctx.Done():
	case <-time.After(20 * time.Second):
	}
	if p.number == "" {
		p.end()
		return nil, errors.New("Xvfb gave no display: " + p.said.String())
	}
	return p, nil
}

// tail keeps the end of what a program says, for when it fails.
type tail struct{ b []byte }

var _ io.Writer = (*tail)(nil)

func (t *tail) Write(b []byte) (int, error) {
	t.b = append(t.b, b...)
	if most := 2000; len(t.b) > most {
		t.b = append([]byte(nil), t.b[len(t.b)-most:]...)
	}
	return len(b), nil
}

func (t *tail) String() string { return string(t.b) }
