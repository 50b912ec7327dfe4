package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// abuses are clients that must be disconnected in time.
var abuses = []struct {
	name string
	many int
	do   func(url string) error
}{
	{"endless header", 20, dripHeader},
	{"slow body", 20, dripBody},
	{"Content-Length of 20 MB", 5, announce},
	{"endless body", 5, endless},
}

const (
	// headerTime and bodyTime bound a slow connection: the server's timeout, and half as much
	// again for a busy machine.
	headerTime = 15 * time.Second
	bodyTime   = 45 * time.Second
	drip       = 500 * time.Millisecond
)

// connect sends the beginning of a request.
func connect(url, head string) (net.Conn, error) {
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err == nil {
		_, err = io.WriteString(conn, head)
	}
	return conn, err
}

// dripHeader sends header lines without end.
func dripHeader(url string) error {
	conn, err := connect(url, "POST /session HTTP/1.1\r\nHost: "+strings.TrimPrefix(url, "http://")+"\r\n")
	if err != nil {
		return err
	}
	return dripOn(conn, "X: y\r\n", headerTime)
}

// dripBody sends a picture byte by byte.
func dripBody(url string) error {
	conn, err := startUpload(url, "Content-Length: 5000000\r\n")
	if err != nil {
		return err
	}
	return dripOn(conn, "-", bodyTime)
}

// dripOn expects to be disconnected in time.
func dripOn(conn net.Conn, drop string, within time.Duration) error {
	defer conn.Close()
	closed := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, conn)
		close(closed)
	}()
	tick, end := time.NewTicker(drip), time.NewTimer(within)
	defer tick.Stop()
	defer end.Stop()
	for {
		select {
		case <-closed:
			return nil
		case <-end.C:
			return fmt.Errorf("still connected after %v", within)
		case <-tick.C:
			_, _ = io.WriteString(conn, drop)
		}
	}
}

// announce expects 413 before it has sent the body.
func announce(url string) error {
	conn, err := startUpload(url, "Content-Length: 20000000\r\n")
	if err != nil {
		return err
	}
	defer conn.Close()
	_ = conn.SetReadDeadline(time.Now().Add(headerTime))
	answer := make([]byte, len("HTTP/1.1 413"))
	if _, err := io.ReadFull(conn, answer); err != nil || string(answer) != "HTTP/1.1 413" {
		return fmt.Errorf("answered %q, %w", answer, err)
	}
	return nil
}

// endless expects to be disconnected after 40 MiB at most.
func endless(url string) error {
	conn, err := startUpload(url, "Transfer-Encoding: chunked\r\n")
	if err != nil {
		return err
	}
	defer conn.Close()
	const maxSent = 40 << 20 // bytes: 15 MB, and the buffers of two systems
	part := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n"
	chunk := fmt.Sprintf("%x\r\n%s\r\n", 1<<16, strings.Repeat("-", 1<<16))
	_, err = io.WriteString(conn, fmt.Sprintf("%x\r\n%s\r\n", len(part), part))
	for sent := 0; err == nil; sent += len(chunk) {
		if sent > maxSent {
			return errors.New("40 MiB were taken")
		}
		_ = conn.SetWriteDeadline(time.Now().Add(sessionTimeout))
		_, err = io.WriteString(conn, chunk)
	}
	return nil
}

// startUpload opens a session and sends the header of an upload.
func startUpload(url, length string) (net.Conn, error) {
	init, err := open(url)
	if err != nil {
		return nil, err
	}
	var w struct {
		WorkflowExecution struct {
			Credentials []struct {
				API struct {
					Token string
					Parts struct{ Face string }
				}
			}
		}
	}
	if err := json.Unmarshal(init, &w); err != nil {
		return nil, err
	}
	api := w.WorkflowExecution.Credentials[0].API
	return connect(url, "POST "+strings.TrimPrefix(api.Parts.Face, url)+" HTTP/1.1\r\nHost: "+strings.TrimPrefix(url, "http://")+
		"\r\nUser-Agent: load\r\nAuthorization: Bearer "+api.Token+
		"\r\nContent-Type: multipart/form-data; boundary=b\r\n"+length+"\r\n")
}
