package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// process is a program and the children that it started.
type process struct {
	cmd     *exec.Cmd
	exited  chan struct{} // closed when it has exited
	display *process      // ends with it
	number  string        // of the display
	output  bytes.Buffer  // may be read when it has exited
}

// launch starts a program with a home folder and a process group of its own. The group
// is what end signals, so that the browser's children end too.
func launch(home string, env []string, name string, args ...string) (*process, error) {
	p, err := prepare(home, env, name, args...)
	if err != nil {
		return nil, err
	}
	p.cmd.Stdout, p.cmd.Stderr = &p.output, &p.output
	return p, p.begin()
}

func prepare(home string, env []string, name string, args ...string) (*process, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return nil, fmt.Errorf("%s isn't installed", name)
	}
	p := &process{cmd: exec.Command(path, args...), exited: make(chan struct{})}
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	p.cmd.Env = append(append(os.Environ(), "HOME="+home, "XDG_CACHE_HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_DATA_HOME="+home,
		"XDG_RUNTIME_DIR="+home, "MOZ_HEADLESS=1"), env...)
	p.cmd.WaitDelay = time.Second // a child may keep the pipe open
	return p, nil
}

func (p *process) begin() error {
	if err := p.cmd.Start(); err != nil {
		return err
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.exited)
	}()
	return nil
}

// end terminates the group, and kills it after two seconds.
func (p *process) end() {
	group := -p.cmd.Process.Pid
	_ = syscall.Kill(group, syscall.SIGTERM)
	select {
	case <-p.exited:
	case <-time.After(2 * time.Second):
	}
	_ = syscall.Kill(group, syscall.SIGKILL) // children outlive a parent that has exited
	<-p.exited
	if p.display != nil {
		p.display.end()
	}
}

// startDisplay starts Xvfb, which picks a free display number and writes it to a pipe.
func startDisplay(ctx context.Context, home string) (*process, error) {
	p, err := prepare(home, nil, "Xvfb", "-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp")
	if err != nil {
		return nil, err
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer read.Close()
	p.cmd.Stderr = &p.output
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
	case <-p.exited:
	case <-ctx.Done():
	case <-time.After(60 * time.Second):
	}
	if p.number == "" {
		p.end()
		return nil, errors.New("Xvfb opened no display: " + p.lastOutput())
	}
	return p, nil
}

// lastOutput returns the end of what an exited program wrote.
func (p *process) lastOutput() string {
	b := bytes.TrimSpace(p.output.Bytes())
	return string(b[max(0, len(b)-2000):])
}
