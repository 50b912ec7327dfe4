package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"credential-capture/internal/middleware"
	"credential-capture/internal/observe"
)

// Stop configures how a server ends.
type Stop struct {
	// Linger is how long the server still accepts requests after the signal, while
	// /readyz fails. Default: 0.
	Linger time.Duration
	// Drain is how long requests in flight may take after that. Default: 5 s.
	Drain time.Duration
}

// NewServer returns a server with a timeout for every wait, so that no client holds a
// connection for ever.
func NewServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       middleware.MaxReadTime,
		WriteTimeout:      4 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
	}
}

// Drain waits until ctx ends, then stops the server as stop says. Done gets the result of
// the server's Serve.
func Drain(ctx context.Context, server *http.Server, done <-chan error, stop Stop) error {
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	if stop.Linger > 0 {
		slog.Info("stopping: still taking requests", "seconds", stop.Linger.Seconds())
		select {
		case err := <-done:
			return err
		case <-time.After(stop.Linger):
		}
	}
	if stop.Drain == 0 {
		stop.Drain = 5 * time.Second
	}
	last, cancel := context.WithTimeout(context.Background(), stop.Drain)
	defer cancel()
	err := server.Shutdown(last)
	if errors.Is(err, context.DeadlineExceeded) {
		slog.Warn("stopped with requests under way: they are cut", "seconds", stop.Drain.Seconds())
		return server.Close()
	}
	return err
}

// ServeMetrics serves metrics at an address of their own, which needn't be public.
func ServeMetrics(addr string, m *observe.Metrics) (stop func(), err error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("-metrics: %w", err)
	}
	server := NewServer(m.Handler())
	go func() { _ = server.Serve(listener) }()
	slog.Info("metrics", "port", listener.Addr().(*net.TCPAddr).Port)
	return func() { _ = server.Close() }, nil
}
