package devserver

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"runtime/debug"

	"credential-capture/internal/gateway"
)

// sandboxMemory is the garbage collector's limit, in bytes: what the sandbox may store, what
// it may read at once, and the rest. Without it garbage may double that.
const sandboxMemory = 1<<30 + 128<<20 + 128<<20

// Main runs the server with the given flags until ctx ends.
func Main(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	o, err := parse(args, out)
	if err != nil || o == nil {
		return err
	}
	o.setLog()
	config, err := o.config(getenv)
	if err != nil {
		return err
	}
	config.Draining = ctx.Done()
	var secured *HTTPS
	if o.https {
		if secured, err = newHTTPS(o.cert, config.Hosts); err != nil {
			return err
		}
		config.LinkOrigin = secured.LinkOrigin
	}
	handler, err := Handler(config)
	if err != nil {
		return err
	}
	if o.API == "sandbox" {
		slog.Warn("the sandbox answers: nobody is verified")
	}
	if o.API == "sandbox" && getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(sandboxMemory)
	}
	if o.metrics != "" {
		stop, err := gateway.ServeMetrics(o.metrics, config.Observer.Metrics)
		if err != nil {
			return err
		}
		defer stop() // after the drain, which the metrics show
	}
	return Run(ctx, o.addr, handler, secured, o.stop, out)
}

// Run serves until ctx ends, then drains. It writes the URL to out when it is ready. Secured
// is nil for plain HTTP.
func Run(ctx context.Context, addr string, h http.Handler, secured *HTTPS, stop gateway.Stop, out io.Writer) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	server := gateway.NewServer(h)
	done := make(chan error, 1)
	if secured == nil {
		go func() { done <- server.Serve(listener) }()
		fmt.Fprintf(out, "Credential Capture is ready at http://%s\n", listener.Addr())
	} else {
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{secured.Certificate}}
		server.ErrorLog = log.New(io.Discard, "", 0) // each browser that rejects the certificate
		go func() { done <- server.ServeTLS(listener, "", "") }()
		fmt.Fprintf(out, "Credential Capture is ready at https://%s\n%s", local(listener.Addr()), secured.greeting(listener.Addr(), isTerminal(out)))
	}
	return gateway.Drain(ctx, server, done, stop)
}

// local is a listener's address as this machine can open it.
func local(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if ip, bad := netip.ParseAddr(host); err == nil && bad == nil && ip.IsUnspecified() {
		return net.JoinHostPort("localhost", port)
	}
	return addr.String()
}

func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
