package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"syscall"

	"credential-capture/test/process"
)

// server is a running one.
type server struct {
	url string
	cmd *exec.Cmd
	*process.Process
}

// site is the server that gets the sessions, and the one whose sandbox stores them: the same
// one, or a second one behind the first.
type site struct {
	front, service *server
	folder         string // with the service's certificate; "" for none
}

// startSite starts servers for so many sessions a minute; gateway are further flags of the front.
func startSite(sessions int, through string, gateway ...string) (*site, error) {
	env := serviceEnv()
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
	service, err := start(sessions, nil, flags...)
	if err != nil || through == "" {
		return &site{service, service, folder}, err
	}
	front, err := start(sessions, env, append(gateway, "-api", service.url, "-log", "off")...)
	if err != nil {
		service.stop()
		return nil, err
	}
	return &site{front, service, folder}, nil
}

// serviceEnv is the gateway's environment before a sandbox.
func serviceEnv() []string {
	return []string{"CREDENTIALS_CLIENT_ID=sandbox", "CREDENTIALS_CLIENT_SECRET=sandbox", "CREDENTIALS_WORKFLOW_KEY=1"}
}

// stop returns the usage of the front.
func (s *site) stop() usage {
	u := s.front.stop()
	if s.service != s.front {
		s.service.stop()
	}
	_ = os.RemoveAll(s.folder) // does nothing for ""
	return u
}

// usage is a process's at its end.
type usage struct{ peakMB, cpuSeconds float64 }

var ready = regexp.MustCompile(`https?://127\.0\.0\.1:\d+`)

// start runs the server on a free port until it is ready. Its session rate allows for all
// sessions, because they come from one address.
func start(sessions int, env []string, flags ...string) (*server, error) {
	cmd := exec.Command("build/serve", append([]string{"-addr", "127.0.0.1:0", "-web", "build/web", "-session-rate", strconv.Itoa(sessions + 100)}, flags...)...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = os.Stderr
	p, err := process.Start(cmd)
	if err != nil {
		return nil, fmt.Errorf("%w (run make build)", err)
	}
	url, err := p.Ready(context.Background(), ready)
	return &server{url, cmd, p}, err
}

// stop ends the server, and returns its peak memory and CPU time.
func (s *server) stop() usage {
	s.Stop()
	rusage, is := s.cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !is {
		return usage{}
	}
	unit := 1024.0
	if runtime.GOOS == "darwin" {
		unit = 1 // in bytes there
	}
	cpu := s.cmd.ProcessState.UserTime() + s.cmd.ProcessState.SystemTime()
	return usage{float64(rusage.Maxrss) * unit / 1e6, cpu.Seconds()}
}
