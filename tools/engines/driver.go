package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"credential-capture/test/process"
)

// driver sends WebDriver commands, by the names that Marionette gives them.
type driver interface {
	// do returns the command's value.
	do(command string, parameters map[string]any) (json.RawMessage, error)
	stop()
}

// ready polls for what a program needs some time for, until it has exited.
func ready(ctx context.Context, p *process.Process, there func() error) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		err := there()
		if err == nil {
			return nil
		}
		select {
		case <-p.Exited:
			return fmt.Errorf("it exited: %s", p.LastOutput())
		case <-ctx.Done():
			return fmt.Errorf("it is not ready: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// marionette drives Firefox by its own protocol, because Debian has no geckodriver: each message is its
// length in decimal, a colon, and JSON.
type marionette struct {
	browser *process.Process
	conn    net.Conn
	in      *bufio.Reader
	last    int // id of the command
}

// driveFirefox starts Firefox, which writes its port into the profile.
func driveFirefox(ctx context.Context, folder, _ string) (driver, error) {
	text := preferences + "user_pref(\"marionette.port\", 0);\n"
	if err := os.WriteFile(filepath.Join(folder, "user.js"), []byte(text), 0o600); err != nil {
		return nil, err
	}
	browser, err := launch(folder, nil, "firefox-esr", "--headless", "--no-remote", "--marionette", "--width=1280", "--height=900", "--profile", folder)
	if err != nil {
		return nil, err
	}
	m := &marionette{browser: browser}
	err = ready(ctx, browser, func() error {
		port, err := os.ReadFile(filepath.Join(folder, "MarionetteActivePort"))
		if err != nil {
			return err
		}
		m.conn, err = net.Dial("tcp", "127.0.0.1:"+strings.TrimSpace(string(port)))
		return err
	})
	if err == nil {
		m.in = bufio.NewReader(m.conn)
		_, err = m.read() // its greeting
	}
	if err == nil {
		_, err = m.do("WebDriver:NewSession", map[string]any{"unhandledPromptBehavior": "ignore"})
	}
	if err != nil {
		m.stop()
		return nil, err
	}
	return m, nil
}

func (m *marionette) stop() {
	if m.conn != nil {
		_ = m.conn.Close()
	}
	m.browser.Stop()
}

func (m *marionette) read() ([]byte, error) {
	size, err := m.in.ReadString(':')
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(strings.TrimSuffix(size, ":"))
	if err != nil {
		return nil, err
	}
	message := make([]byte, n)
	_, err = io.ReadFull(m.in, message)
	return message, err
}

// do sends [0, id, command, parameters] and reads [1, id, error, result].
func (m *marionette) do(command string, parameters map[string]any) (json.RawMessage, error) {
	m.last++
	message, err := json.Marshal([]any{0, m.last, command, parameters})
	if err != nil {
		return nil, err
	}
	if _, err := fmt.Fprintf(m.conn, "%d:%s", len(message), message); err != nil {
		return nil, err
	}
	reply, err := m.read()
	if err != nil {
		return nil, err
	}
	var parts [4]json.RawMessage
	var failed *failure
	if err := errors.Join(json.Unmarshal(reply, &parts), json.Unmarshal(parts[2], &failed)); err != nil {
		return nil, err
	}
	if failed != nil {
		return nil, fmt.Errorf("%s: %w", command, failed)
	}
	result := parts[3]
	var wrapped struct{ Value json.RawMessage }
	if json.Unmarshal(result, &wrapped) == nil && wrapped.Value != nil {
		result = wrapped.Value
	}
	return result, nil
}

// failure is WebDriver's error object.
type failure struct {
	Kind    string `json:"error"`
	Message string
}

func (f *failure) Error() string { return f.Kind + ": " + f.Message }

// webDriver drives WebKitGTK by the W3C's protocol over HTTP.
type webDriver struct {
	program *process.Process
	session string // URL
}

func driveWebKit(ctx context.Context, folder, display string) (driver, error) {
	// The port is free for as long as nothing else asks for one.
	port, err := process.FreePort()
	if err != nil {
		return nil, err
	}
	program, err := launch(folder, webkitEnv(display), "WebKitWebDriver", "--host=127.0.0.1", "--port="+port)
	if err != nil {
		return nil, err
	}
	d := &webDriver{program: program, session: "http://127.0.0.1:" + port + "/session"}
	err = ready(ctx, program, func() error {
		conn, err := net.Dial("tcp", "127.0.0.1:"+port)
		if err == nil {
			_ = conn.Close()
		}
		return err
	})
	var made struct{ SessionID string }
	if err == nil {
		var value json.RawMessage
		value, err = d.send(http.MethodPost, "", map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{
			"webkitgtk:browserOptions": map[string]any{"binary": miniBrowser(), "args": append([]string{"--automation"}, webkitArguments...)},
		}}})
		if err == nil {
			err = json.Unmarshal(value, &made)
		}
	}
	if err != nil {
		d.stop()
		return nil, err
	}
	d.session += "/" + made.SessionID
	return d, nil
}

func (d *webDriver) stop() { d.program.Stop() }

// paths are the commands that the walk uses: method and path, in which {id} is an element's.
var paths = map[string][2]string{
	"WebDriver:Navigate":        {http.MethodPost, "/url"},
	"WebDriver:Back":            {http.MethodPost, "/back"},
	"WebDriver:ExecuteScript":   {http.MethodPost, "/execute/sync"},
	"WebDriver:ElementSendKeys": {http.MethodPost, "/element/{id}/value"},
	"WebDriver:PerformActions":  {http.MethodPost, "/actions"},
	"WebDriver:SetTimeouts":     {http.MethodPost, "/timeouts"},
	"WebDriver:SetWindowRect":   {http.MethodPost, "/window/rect"},
	"WebDriver:SwitchToFrame":   {http.MethodPost, "/frame"},
	"WebDriver:TakeScreenshot":  {http.MethodGet, "/screenshot"},
}

func (d *webDriver) do(command string, parameters map[string]any) (json.RawMessage, error) {
	to, ok := paths[command]
	if !ok {
		return nil, fmt.Errorf("%s has no path", command)
	}
	id, _ := parameters["id"].(string)
	value, err := d.send(to[0], strings.ReplaceAll(to[1], "{id}", id), parameters)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", command, err)
	}
	return value, nil
}

func (d *webDriver) send(method, path string, parameters map[string]any) (json.RawMessage, error) {
	var body io.Reader
	if method == http.MethodPost {
		b, err := json.Marshal(parameters)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(b)
	}
	request, err := http.NewRequest(method, d.session+path, body)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var got struct{ Value json.RawMessage }
	if err := json.NewDecoder(resp.Body).Decode(&got); err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		var failed failure
		return nil, errors.Join(json.Unmarshal(got.Value, &failed), &failed)
	}
	return got.Value, nil
}
