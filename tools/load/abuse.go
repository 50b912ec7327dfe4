package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// abuse is a client that must be disconnected in time.
type abuse struct {
	name   string
	many   int
	header string // the rest of an upload's header
	do     func(net.Conn) error
}

var abuses = []abuse{
	{"endless header", 20, "", func(c net.Conn) error { return dripOn(c, "X: y\r\n", headerTime) }},
	{"slow body", 20, "Content-Length: 5000000\r\n\r\n", func(c net.Conn) error { return dripOn(c, "-", bodyTime) }},
	{"Content-Length of 20 MB", 5, "Content-Length: 20000000\r\n\r\n", announce},
	{"endless body", 5, "Transfer-Encoding: chunked\r\n\r\n", endless},
}

const (
	// headerTime and bodyTime bound a slow connection: the server's timeout, and half as much
	// again for a busy machine.
	headerTime = 15 * time.Second
	bodyTime   = 45 * time.Second
	drip       = 500 * time.Millisecond
)

// run opens a session, begins an upload, and abuses the connection.
func (a abuse) run(url string) error {
	host, head, err := uploadHead(url)
	if err != nil {
		return err
	}
	conn, err := net.Dial("tcp", host)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err = io.WriteString(conn, head+a.header); err != nil {
		return err
	}
	return a.do(conn)
}

// uploadHead opens a session, and returns the server's address and the header of an upload but for its length.
func uploadHead(url string) (host, head string, err error) {
	_, s, err := open(url)
	if err != nil {
		return "", "", err
	}
	host = strings.TrimPrefix(url, "http://")
	api := s.WorkflowExecution.Credentials[0].API
	return host, "POST " + strings.TrimPrefix(api.Parts.Face, url) + " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: load\r\nAuthorization: Bearer " +
		api.Token + "\r\nContent-Type: multipart/form-data; boundary=b\r\n", nil
}

// dripOn sends drops without end, and expects to be disconnected in time.
func dripOn(conn net.Conn, drop string, within time.Duration) error {
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
func announce(conn net.Conn) error {
	_ = conn.SetReadDeadline(time.Now().Add(headerTime))
	answer := make([]byte, len("HTTP/1.1 413"))
	if _, err := io.ReadFull(conn, answer); err != nil || string(answer) != "HTTP/1.1 413" {
		return fmt.Errorf("answered %q, %w", answer, err)
	}
	return nil
}

// endless expects to be disconnected after 40 MiB at most.
func endless(conn net.Conn) error {
	const maxSent = 40 << 20 // bytes: 15 MB, and the buffers of two systems
	part := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n"
	chunk := fmt.Sprintf("%x\r\n%s\r\n", 1<<16, strings.Repeat("-", 1<<16))
	_, err := fmt.Fprintf(conn, "%x\r\n%s\r\n", len(part), part)
	for sent := 0; err == nil; sent += len(chunk) {
		if sent > maxSent {
			return errors.New("40 MiB were taken")
		}
		_ = conn.SetWriteDeadline(time.Now().Add(sessionTimeout))
		_, err = io.WriteString(conn, chunk)
	}
	return nil
}
