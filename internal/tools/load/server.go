package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// server is one that runs.
type server struct {
	url string
	cmd *exec.Cmd
}

var ready = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// start runs the server on a free port and waits until it says that it is ready. All
// sessions come from one address here: that many it may open in a minute.
func start(binary, web string, sessions int) (*server, error) {
	cmd := exec.Command(binary, "-addr", "127.0.0.1:0", "-web", web, "-session-rate", strconv.Itoa(sessions+100))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("%w (run make build)", err)
	}
	s, lines := &server{cmd: cmd}, make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(out).ReadString('\n')
		lines <- ready.FindString(line)
		_, _ = io.Copy(io.Discard, out)
	}()
	select {
	case s.url = <-lines:
	case <-time.After(20 * time.Second):
	}
	if s.url == "" {
		s.stop()
		return nil, errors.New("the server did not say that it is ready")
	}
	return s, nil
}

// stop ends the server and says how many MB it took up at its peak.
func (s *server) stop() (peak float64) {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	_ = s.cmd.Wait()
	usage, is := s.cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !is {
		return 0
	}
	unit := 1024.0
	if runtime.GOOS == "darwin" {
		unit = 1 // it counts bytes
	}
	return float64(usage.Maxrss) * unit / 1e6
}
