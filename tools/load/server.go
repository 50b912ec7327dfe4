package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
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

// site is where the sessions go, and where what they sent arrives: one and the same
// server, or one that stands before the other as before the real service.
type site struct {
	front, service *server
	folder         string // with the service's certificate; "" for none
}

// place starts what is loaded.
func place(binary, web string, sessions int, through string) (*site, error) {
	env := []string{"CREDENTIALS_CLIENT_ID=sandbox", "CREDENTIALS_CLIENT_SECRET=sandbox", "CREDENTIALS_WORKFLOW_KEY=1"}
	var flags []string
	var folder string
	if through == "tls" {
		var err error
		if folder, err = os.MkdirTemp("", "load"); err != nil {
			return nil, err
		}
		flags = []string{"-https", "-cert", folder}
		env = append(env, "SSL_CERT_FILE="+filepath.Join(folder, "cert.pem"))
	}
	service, err := start(binary, web, sessions, nil, flags...)
	if err != nil || through == "" {
		return &site{service, service, folder}, err
	}
	front, err := start(binary, web, sessions, env, "-api", service.url, "-log", "off")
	if err != nil {
		service.stop()
		return nil, err
	}
	return &site{front, service, folder}, nil
}

// stop ends it, and says what the front took up.
func (s *site) stop() used {
	u := s.front.stop()
	if s.service != s.front {
		s.service.stop()
	}
	_ = os.RemoveAll(s.folder) // the path "" is none
	return u
}

// used is what a server took up until its end.
type used struct{ peakMB, cpuSeconds float64 }

var ready = regexp.MustCompile(`https?://127\.0\.0\.1:\d+`)

// start runs the server on a free port and waits until it says that it is ready. All
// sessions come from one address here: that many it may open in a minute.
func start(binary, web string, sessions int, env []string, flags ...string) (*server, error) {
	cmd := exec.Command(binary, append([]string{"-addr", "127.0.0.1:0", "-web", web, "-session-rate", strconv.Itoa(sessions + 100)}, flags...)...)
	cmd.Env = append(os.Environ(), env...)
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

// stop ends the server and says how many MB it took up at its peak, and how many seconds
// of a core.
func (s *server) stop() used {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	_ = s.cmd.Wait()
	usage, is := s.cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !is {
		return used{}
	}
	unit := 1024.0
	if runtime.GOOS == "darwin" {
		unit = 1 // it counts bytes
	}
	cpu := s.cmd.ProcessState.UserTime() + s.cmd.ProcessState.SystemTime()
	return used{float64(usage.Maxrss) * unit / 1e6, cpu.Seconds()}
}
