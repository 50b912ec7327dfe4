package main

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"credential-capture/test/chrome"
	"credential-capture/test/process"
)

// engine is a browser and how to start it.
type engine struct {
	name        string
	skips       map[string]string // checks that it can't do, by name, and the code that the page reports
	noisyCanvas bool              // every picture whose pixels change must be made by the Go codec
	onDisplay   bool
	// start opens a URL, on an X display if it needs one. The profile lies in folder, which is
	// deleted afterwards.
	start          func(folder, display, url string) (*process.Process, error)
	versionCommand []string
	// drive starts it for the walk; nil: Chromium's is in test/e2e.
	drive func(ctx context.Context, folder, display string) (driver, error)
	short string // name of its folder of screenshots
}

func engines() []engine {
	firefoxVersion := []string{"firefox-esr", "--version"}
	return []engine{
		{name: "Chromium", start: chromium, versionCommand: []string{"chromium", "--version"}},
		{name: "Firefox ESR", start: firefox(false), versionCommand: firefoxVersion, drive: driveFirefox, short: "firefox"},
		{name: "Firefox ESR, privacy.resistFingerprinting", start: firefox(true), versionCommand: firefoxVersion, noisyCanvas: true,
			skips: map[string]string{"camera": "camera_unsupported", "fit 108 MP.jpg": "too_many_pixels", "analyze a part": "codec"}},
		// MiniBrowser prints no version without a display.
		{name: "WebKitGTK", start: webkit, onDisplay: true, versionCommand: []string{"dpkg-query", "-W", "-f", "${Version}", "libwebkit2gtk-4.1-0"},
			drive: driveWebKit, short: "webkitgtk"},
	}
}

var number = regexp.MustCompile(`\d+(\.\d+)+\w*`)

func (e engine) version(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	out, _ := exec.CommandContext(ctx, e.versionCommand[0], e.versionCommand[1:]...).Output()
	return number.FindString(string(out))
}

func chromium(folder, _, url string) (*process.Process, error) {
	path, err := chrome.Path()
	if err != nil {
		return nil, err
	}
	o := chrome.Options{Camera: &chrome.FakeCamera{Allowed: true}}
	return launch(folder, nil, path, append(o.Arguments(folder), url)...)
}

// preferences make a profile without prompts and without requests of its own, with a
// fake camera.
//
//go:embed preferences.txt
var preferences string

func firefox(resistFingerprinting bool) func(folder, display, url string) (*process.Process, error) {
	return func(folder, _, url string) (*process.Process, error) {
		text := preferences
		if resistFingerprinting {
			text += "user_pref(\"privacy.resistFingerprinting\", true);\n"
		}
		if err := os.WriteFile(filepath.Join(folder, "user.js"), []byte(text), 0o600); err != nil {
			return nil, err
		}
		return launch(folder, nil, "firefox-esr", "--headless", "--no-remote", "--profile", folder, url)
	}
}

// webkit starts MiniBrowser.
func webkit(folder, display, url string) (*process.Process, error) {
	return launch(folder, webkitEnv(display), miniBrowser(), append(webkitArguments, url)...)
}

var webkitArguments = []string{"--enable-media-stream=true", "--enable-mock-capture-devices=true", "--features=!MockCaptureDevicesPrompt"}

func webkitEnv(display string) []string {
	return []string{"DISPLAY=:" + display, "GDK_BACKEND=x11", "NO_AT_BRIDGE=1"}
}

func miniBrowser() string {
	found, _ := filepath.Glob("/usr/lib/*/webkit2gtk-4.1/MiniBrowser")
	return strings.Join(found, "")
}

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
