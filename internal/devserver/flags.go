package devserver

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"credential-capture/internal/gateway"
	"credential-capture/internal/middleware"
	"credential-capture/internal/observe"
	"credential-capture/internal/redisstore"
)

// StorePassword is the variable with the store's password, or with _FILE the file that has it.
const StorePassword = "CREDENTIALS_STORE_PASSWORD"

// options are the flags' values. Secrets have no flags, because flags show in the process
// list.
type options struct {
	Config
	addr, web, cert, account, origin, log, metrics, store string
	proxies                                               []string
	https, handover                                       bool
	stop                                                  gateway.Stop
}

// Flags returns the server's flags, for programs that check what is written about them.
func Flags() *flag.FlagSet { return new(options).flags() }

func (o *options) flags() *flag.FlagSet {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	list := func(into *[]string, name, usage string) {
		flags.Func(name, usage, func(text string) error {
			for one := range strings.SplitSeq(text, ",") {
				if one = strings.TrimSpace(one); one != "" {
					*into = append(*into, one)
				}
			}
			return nil
		})
	}
	flags.StringVar(&o.addr, "addr", "", "listen `address` (default 127.0.0.1:8080, or :8443 with -https); port 0 is a free one")
	flags.StringVar(&o.API, "api", "", "the built-in `sandbox` (default on loopback and with -https), or amer-1, emea-1, apac-1, or the URL of a service")
	flags.StringVar(&o.web, "web", builtDir, "`folder` of the page: yours, or the one that make build packs")
	list(&o.Origins, "allow-origin", "comma-separated `origins` of pages elsewhere that may call the sandbox")
	list(&o.Hosts, "host", "comma-separated `names` of this server besides localhost and its addresses")
	list(&o.FrameAncestors, "frame-ancestor", "comma-separated `origins`, or self, that may show the page in a frame (default nobody)")
	flags.BoolVar(&o.https, "https", false, "serve the local network over HTTPS, for the camera of a phone")
	flags.StringVar(&o.cert, "cert", "build/https", "with -https: `folder` of the self-signed certificate")
	flags.IntVar(&o.SessionRate, "session-rate", gateway.DefaultSessionRate, "sessions that one address may open in a minute")
	flags.BoolVar(&o.Control, "control", false, "let tests inject faults into the sandbox, at /control/")
	flags.StringVar(&o.log, "log", "", "log format: text, json or off (default text, or json with -api)")
	flags.StringVar(&o.account, "account", "", "with -api: `file` with the template of accounts")
	flags.StringVar(&o.origin, "origin", "", "the page's `origin`, where a proxy in front ends TLS")
	list(&o.proxies, "balancer", "comma-separated `addresses` of proxies, such as 10.0.0.0/8, that are trusted to send X-Forwarded-For")
	flags.IntVar(&o.MaxUploads, "uploads", gateway.DefaultMaxUploads, "uploads that are forwarded to the service at a time")
	flags.BoolVar(&o.handover, "handover", true, "let a phone continue sessions; several copies need -store for it")
	flags.StringVar(&o.store, "store", "", "`address` of a Redis or Valkey, such as redis://store:6379, in which several copies share handovers and rates (default: memory)")
	flags.StringVar(&o.metrics, "metrics", "", "`address` of /metrics for Prometheus (default none)")
	flags.DurationVar(&o.stop.Drain, "drain", 30*time.Second, "how long requests in flight may take when the server stops")
	flags.DurationVar(&o.stop.Linger, "linger", 0, "how long the server still accepts requests when it is to stop, while /readyz fails; -drain follows")
	return flags
}

// parse reads the flags. It returns nil after it has written the help to out.
func parse(args []string, out io.Writer) (*options, error) {
	o := &options{}
	flags := o.flags()
	flags.SetOutput(io.Discard) // the caller prints the error, once
	err := flags.Parse(args)
	if o.addr == "" {
		o.addr = map[bool]string{false: "127.0.0.1:8080", true: ":8443"}[o.https]
	}
	if o.API == "" && (o.https || isLoopback(o.addr)) {
		o.API = "sandbox"
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	real := o.API != "sandbox"
	switch {
	case errors.Is(err, flag.ErrHelp):
		flags.SetOutput(out)
		flags.Usage()
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("%w; -h explains the flags", err)
	case flags.NArg() > 0:
		return nil, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case o.SessionRate < 1:
		return nil, errors.New("-session-rate must be at least 1")
	case o.MaxUploads < 1:
		return nil, errors.New("-uploads must be at least 1")
	case o.stop.Drain <= 0 || o.stop.Linger < 0:
		return nil, errors.New("-drain must be more than 0, and -linger at least 0")
	case o.log != "" && o.log != "text" && o.log != "json" && o.log != "off":
		return nil, errors.New("-log must be text, json or off")
	case o.API == "":
		return nil, errors.New("name the service with -api; -api sandbox answers itself, and nobody is verified")
	case !real && o.account != "":
		return nil, errors.New("-account needs the real service: name it with -api")
	case !real && given["uploads"]:
		return nil, errors.New("-uploads needs the real service: name it with -api")
	case real && (o.Control || len(o.Origins) > 0):
		return nil, errors.New("-control and -allow-origin are for the sandbox")
	case !o.https && given["cert"]:
		return nil, errors.New("-cert needs -https")
	}
	return o, nil
}

func (o *options) config(getenv func(string) string) (c Config, err error) {
	c = o.Config
	c.Getenv, c.NoHandover, c.Observer = getenv, !o.handover, &observe.Observer{Metrics: observe.NewMetrics()}
	if o.API == "sandbox" {
		c.Peers = os.DirFS(peersDir)
	}
	if o.log != "off" {
		c.Observer.Log = slog.Default()
	}
	if c.Root, err = Dir(o.web); err != nil {
		return c, err
	}
	if c.Proxies, err = middleware.ParseProxies(o.proxies); err != nil {
		return c, fmt.Errorf("-balancer %w", err)
	}
	if o.origin != "" {
		u, err := middleware.ParseOrigin(o.origin)
		if err != nil {
			return c, fmt.Errorf("-origin %w", err)
		}
		c.Origin, c.Hosts = middleware.OriginOf(u), append(c.Hosts, u.Hostname())
	}
	if o.store != "" {
		password, err := gateway.SettingOf(getenv, StorePassword)
		if err != nil {
			return c, err
		}
		store, err := redisstore.Open(o.store, password, time.Now)
		if err != nil {
			return c, fmt.Errorf("-store %w", err)
		}
		c.Handovers, c.Limiter = store, store.Limiter
		c.Ready = map[string]func(context.Context) error{"store": store.Reach}
	}
	if o.account != "" {
		b, err := os.ReadFile(o.account)
		if err != nil {
			return c, fmt.Errorf("-account: %w", err)
		}
		if c.Account, err = gateway.ParseTemplate(b); err != nil {
			return c, fmt.Errorf("-account %s: %w", o.account, err)
		}
	}
	return c, nil
}

// peersDir is where .ci/packages test/bench installs the peers of the benchmark. The folder may
// be missing.
const peersDir = "test/bench/node_modules"

// isLoopback reports whether a listen address is reached from this machine alone.
func isLoopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	return err != nil || middleware.IsLoopback(host) // a wrong address is the listener's error
}

// setLog sends the log to the standard error.
func (o *options) setLog() {
	format := o.log
	if format == "" && o.API != "sandbox" {
		format = "json"
	}
	observe.SetLog(os.Stderr, cmp.Or(format, "text"))
}
