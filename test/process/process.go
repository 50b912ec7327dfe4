// Package process runs the programs that tests and tools need beside them.
package process

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"
)

const readyTimeout = 60 * time.Second

// stopTimeout is more than the server's connections need to drain.
var stopTimeout = 10 * time.Second

// Process is a running program.
type Process struct {
	Exited chan struct{} // closed when it has exited

	cmd    *exec.Cmd
	mu     sync.Mutex
	output []byte        // stdout and stderr
	wrote  chan struct{} // has an element when output is new
}

// Start starts a program. Its output is kept, and goes to the writers of cmd too.
func Start(cmd *exec.Cmd) (*Process, error) {
	p := &Process{cmd: cmd, Exited: make(chan struct{}), wrote: make(chan struct{}, 1)}
	for _, w := range []*io.Writer{&cmd.Stdout, &cmd.Stderr} {
		if *w == nil {
			*w = p
		} else {
			*w = io.MultiWriter(p, *w)
		}
	}
	cmd.WaitDelay = time.Second // a child may keep the pipe open
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = cmd.Wait()
		close(p.Exited)
	}()
	return p, nil
}

func (p *Process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.output = append(p.output, b...)
	select {
	case p.wrote <- struct{}{}:
	default:
	}
	return len(b), nil
}

// Ready waits for a whole line that matches, and returns the match. Without one in a minute
// it stops the program.
func (p *Process) Ready(ctx context.Context, line *regexp.Regexp) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	for running := true; running; {
		select {
		case <-p.wrote:
		case <-p.Exited: // its last output has been written
			running = false
		case <-ctx.Done():
			running = false
		}
		p.mu.Lock()
		match := line.Find(p.output[:bytes.LastIndexByte(p.output, '\n')+1])
		p.mu.Unlock()
		if match != nil {
			return string(match), nil
		}
	}
	p.Stop()
	return "", fmt.Errorf("%s is not ready: %s", strings.Join(p.cmd.Args, " "), p.LastOutput())
}

// Stop terminates the program, and kills it after ten seconds. It does so to all of its
// children too if cmd gave the program a process group of its own.
func (p *Process) Stop() {
	signal := func(s syscall.Signal) { _ = p.cmd.Process.Signal(s) }
	if a := p.cmd.SysProcAttr; a != nil && a.Setpgid {
		signal = func(s syscall.Signal) { _ = syscall.Kill(-p.cmd.Process.Pid, s) }
	}
	signal(syscall.SIGTERM)
	select {
	case <-p.Exited:
	case <-time.After(stopTimeout):
	}
	signal(syscall.SIGKILL) // children outlive a parent that has exited
	<-p.Exited
}

// LastOutput returns the end of what the program wrote.
func (p *Process) LastOutput() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	b := bytes.TrimSpace(p.output)
	return string(b[max(0, len(b)-2000):])
}
