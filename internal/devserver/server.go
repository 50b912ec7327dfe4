package devserver

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"net/netip"
	"os"
	"time"

	"credential-capture/internal/sandbox"
)

// Config is what serve.go's flags say.
type Config struct {
	Root    fs.FS    // web/, see Dir
	API     string   // "sandbox", a region, or a URL
	Origins []string // of pages elsewhere that may call the sandbox
	Hosts   []string // names of this server besides localhost and its addresses
	// FrameAncestors may show the page in a frame, each as FrameAncestor reads it. Default: nobody.
	FrameAncestors []string
	Control        bool // mount the sandbox's test control at /control/
	// SessionRate is how many sessions one address may open in a minute. Default:
	// DefaultSessionRate.
	SessionRate int
	Getenv      func(string) string
	// LinkOrigin is where a phone finds the page; default: where the first device does.
	LinkOrigin func(*http.Request) string
	Done       <-chan struct{} // closed when the server stops: what streams then ends
}

// Handler wires the parts.
func Handler(c Config) (http.Handler, error) {
	var policy Policy
	for _, text := range c.FrameAncestors {
		ancestor, err := FrameAncestor(text)
		if err != nil {
			return nil, err
		}
		policy.Ancestors = append(policy.Ancestors, ancestor)
	}
	mux := http.NewServeMux()
	mux.Handle("/", Static(c.Root))
	devices := newDevices(c)
	mux.Handle("/handover", devices)
	mux.Handle("/handover/", devices)
	if c.SessionRate == 0 {
		c.SessionRate = DefaultSessionRate
	}
	session := func(u *Upstream) http.Handler { return Rated(c.SessionRate, time.Now, Session(u)) }
	if c.API != "sandbox" {
		upstream, err := NewUpstream(c.API, c.Getenv)
		if err != nil {
			return nil, err
		}
		proxy, err := Proxy(upstream)
		if err != nil {
			return nil, err
		}
		mux.Handle("/session", session(upstream))
		mux.Handle("/api/v1/", Paced(proxy))
		return Secure(Hosts(c.Hosts, mux), policy), nil
	}
	const id, secret = "sandbox", "sandbox"
	api := sandbox.New(sandbox.Options{ClientID: id, ClientSecret: secret, Origins: c.Origins})
	mux.Handle("/session", session(InProcess(api, id, secret)))
	mux.Handle("/oauth2/token", api)
	mux.Handle("/api/v1/", Paced(api))
	mux.Handle("/sandbox/", Arrived(api))
	if c.Control {
		mux.Handle("/control/", http.StripPrefix("/control", SameOrigin(api.Control())))
		mux.Handle("POST /control/handover", SameOrigin(http.HandlerFunc(devices.setClock)))
	}
	return Secure(Hosts(c.Hosts, mux), policy), nil
}

// Run serves until ctx ends, then lets requests under way finish, for five seconds
// at most. The URL is written to out when it is ready. Secured is nil for plain HTTP.
func Run(ctx context.Context, addr string, h http.Handler, secured *HTTPS, out io.Writer) error {
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
	last, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	err = server.Shutdown(last)
	if errors.Is(err, context.DeadlineExceeded) {
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
