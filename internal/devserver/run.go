package devserver

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"time"

	"credential-capture/internal/observe"
)

// Stop is how the server ends.
type Stop struct {
	// Linger is how long requests are still taken after the signal, while /readyz says that
	// no more should be sent here. Default: not at all.
	Linger time.Duration
	// Drain is how long requests under way may take from then on. Default: 5 s.
	Drain time.Duration
}

// Run serves until ctx ends, then lets requests under way finish. The URL is written to
// out when it is ready. Secured is nil for plain HTTP.
func Run(ctx context.Context, addr string, h http.Handler, secured *HTTPS, stop Stop, out io.Writer) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	server := newServer(h)
	done := make(chan error, 1)
	if secured == nil {
		go func() { done <- server.Serve(listener) }()
		fmt.Fprintf(out, "Credential Capture is ready at http://%s\n", listener.Addr())
	} else {
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{secured.Certificate}}
		server.ErrorLog = log.New(io.Discard, "", 0) // each browser that doesn't trust the certificate yet
		go func() { done <- server.ServeTLS(listener, "", "") }()
		fmt.Fprintf(out, "Credential Capture is ready at https://%s\n%s", local(listener.Addr()), secured.greeting(listener.Addr(), isTerminal(out)))
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	if stop.Linger > 0 {
		slog.Info("stopping: still taking requests", "for", stop.Linger.String())
		timer := time.NewTimer(stop.Linger)
		defer timer.Stop()
		select {
		case err := <-done:
			return err
		case <-timer.C:
		}
	}
	if stop.Drain == 0 {
		stop.Drain = 5 * time.Second
	}
	last, cancel := context.WithTimeout(context.Background(), stop.Drain)
	defer cancel()
	err = server.Shutdown(last)
	if errors.Is(err, context.DeadlineExceeded) {
		slog.Warn("stopped with requests under way: they are cut", "after", stop.Drain.String())
		return server.Close()
	}
	return err
}

// local is a listener's address as this machine can open it.
func local(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if ip, bad := netip.ParseAddr(host); err == nil && bad == nil && ip.IsUnspecified() {
		return net.JoinHostPort("localhost", port)
	}
	return addr.String()
}

// isTerminal reports whether a person looks at what is written.
func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// readTimeout is for a whole request: 15 MB at 1 Mbit/s take two minutes.
const readTimeout = 3 * time.Minute

// newServer has an end to every wait, so that nobody holds a connection for ever.
func newServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       readTimeout,
		WriteTimeout:      4 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
	}
}

// ServeMetrics serves metrics at an address of their own, which the world needn't reach.
func ServeMetrics(addr string, m *observe.Metrics) (stop func(), err error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("-metrics: %w", err)
	}
	server := newServer(m.Handler())
	go func() { _ = server.Serve(listener) }()
	slog.Info("metrics", "at", "http://"+listener.Addr().String()+"/metrics")
	return func() { _ = server.Close() }, nil
}
