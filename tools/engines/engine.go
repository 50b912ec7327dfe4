package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"credential-capture/test/chrome"
)

// engine is one browser, and how it is started.
type engine struct {
	name  string
	lacks map[string]string // checks that are skipped here, by name, and what is said then
	viaGo bool              // its canvas lies, so that fallback.wasm must be asked for every picture
	// start starts it with a page, in a folder of its own that is deleted afterwards.
	start func(ctx context.Context, folder, url string) (*process, error)
	asks  []string // the command that tells its version
}

func engines() []engine {
	return []engine{
		{name: "Chromium", start: chromium, asks: []string{"chromium", "--version"}},
		{name: "Firefox ESR", start: firefox(false), asks: []string{"firefox-esr", "--version"}},
		// Its canvas gives noise: the camera can't be used, and everything else must be right all the same.
		{name: "Firefox ESR, privacy.resistFingerprinting", start: firefox(true), asks: []string{"firefox-esr", "--version"}, viaGo: true,
			lacks: map[string]string{"camera": "camera_unsupported"}},
		{name: "WebKitGTK", start: webkit},
	}
}

var number = regexp.MustCompile(`\d+(\.\d+)+\w*`)

// version is what the engine says of itself; WebKitGTK's browser says nothing without a
// display, so there the package does.
func (e engine) version(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	asks := e.asks
	if asks == nil {
		asks = []string{"dpkg-query", "-W", "-f", "${Version}", "libwebkit2gtk-4.1-0"}
	}
	out, _ := exec.CommandContext(ctx, asks[0], asks[1:]...).Output()
	return number.FindString(string(out))
}

func chromium(ctx context.Context, folder, url string) (*process, error) {
	path, err := chrome.Path()
	if err != nil {
		return nil, err
	}
	o := chrome.Options{Camera: &chrome.FakeCamera{Answer: "allow"}}
	return launch(ctx, folder, nil, path, append(o.Arguments(folder), url)...)
}

// preferences make a profile that asks nothing, calls nobody and has a fake camera.
const preferences = `
user_pref("app.normandy.enabled", false);
user_pref("app.update.enabled", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.safebrowsing.malware.enabled", false);
user_pref("browser.safebrowsing.phishing.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("extensions.update.enabled", false);
user_pref("media.navigator.permission.disabled", true);
user_pref("media.navigator.streams.fake", true);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("toolkit.telemetry.enabled", false);
`

func firefox(resists bool) func(ctx context.Context, folder, url string) (*process, error) {
	return func(ctx context.Context, folder, url string) (*process, error) {
		text := preferences
		if resists {
			text += "user_pref(\"privacy.resistFingerprinting\", true);\n"
		}
		if err := os.WriteFile(filepath.Join(folder, "user.js"), []byte(text), 0o600); err != nil {
			return nil, err
		}
		return launch(ctx, folder, nil, "firefox-esr", "--headless", "--no-remote", "--profile", folder, url)
	}
}

// webkit needs a display: a virtual one, which ends with it.
func webkit(ctx context.Context, folder, url string) (*process, error) {
	display, err := screen(ctx, folder)
	if err != nil {
		return nil, err
	}
	found, _ := filepath.Glob("/usr/lib/*/webkit2gtk-4.1/MiniBrowser")
	browser, err := launch(ctx, folder, []string{"DISPLAY=:" + display.number, "GDK_BACKEND=x11", "NO_AT_BRIDGE=1"}, strings.Join(found, ""),
		"--enable-media-stream=true", "--enable-mock-capture-devices=true", "--features=!MockCaptureDevicesPrompt", url)
	if err != nil {
		display.end()
		return nil, err
	}
	browser.also = display
	return browser, nil
}
