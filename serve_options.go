package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"credential-capture/internal/devserver"
	"credential-capture/internal/observe"
)

// options are what the flags say. Secrets are none of them: flags show in the list of
// processes.
type options struct {
	addr, api, web, origins, hosts, cert string
	account, page, metrics, log          string
	frames                               []string
	balancers                            string
	https, control, handover             bool
	rate, uploads                        int
	drain, linger                        time.Duration
}

// parse reads the flags. Nil means that help was asked for, and given.
func parse(args []string, out io.Writer) (*options, error) {
	o := &options{}
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.StringVar(&o.addr, "addr", "", "where to listen, 127.0.0.1:8080 by default; port 0 takes a free one")
	flags.StringVar(&o.api, "api", "sandbox", "the built-in `sandbox`, or amer-1, emea-1, apac-1, or a URL of the service")
	flags.StringVar(&o.web, "web", "build/web", "the folder of the page: yours, or as make build packs ours")
	flags.StringVar(&o.origins, "allow-origin", "", "comma-separated origins of pages elsewhere that may call the sandbox")
	flags.StringVar(&o.hosts, "host", "", "comma-separated names that this server has besides localhost and its addresses")
	flags.Func("frame-ancestor", "who may show the page in a frame, nobody by default: comma-separated `origins`, or self; may be given again", func(text string) error {
		o.frames = append(o.frames, list(text)...)
		return nil
	})
	flags.BoolVar(&o.https, "https", false, "serve the network over HTTPS, for the camera of a phone; listens at :8443 unless -addr says otherwise")
	flags.StringVar(&o.cert, "cert", "build/https", "with -https: the folder that keeps the self-made certificate")
	flags.IntVar(&o.rate, "session-rate", devserver.DefaultSessionRate, "how many sessions one address may open in a minute")
	flags.BoolVar(&o.control, "control", false, "let tests put faults in the sandbox's way, at /control/")
	flags.StringVar(&o.log, "log", "", "of requests and errors: text, json or off; json before the real service")
	flags.StringVar(&o.account, "account", "", "`file` with the template of accounts, for the real service")
	flags.StringVar(&o.page, "origin", "", "the page's `origin` as browsers see it, where TLS ends in front of this server")
	flags.StringVar(&o.balancers, "balancer", "", "comma-separated `addresses` of what stands in front, such as 10.0.0.0/8: believed on who asks")
	flags.IntVar(&o.uploads, "uploads", devserver.DefaultUploads, "how many parts may be on their way to the real service at a time")
	flags.BoolVar(&o.handover, "handover", true, "let sessions go on with a phone; false where several copies don't share a store")
	flags.StringVar(&o.metrics, "metrics", "", "`address` at which Prometheus finds /metrics; none by default")
	flags.DurationVar(&o.drain, "drain", 30*time.Second, "how long requests under way may take when the server is told to stop")
	flags.DurationVar(&o.linger, "linger", 0, "how long requests are still taken then, while /readyz says no")
	flags.SetOutput(io.Discard) // main prints what is wrong, once
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		flags.SetOutput(out)
		flags.Usage()
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("%w; -h explains the flags", err)
	case flags.NArg() > 0:
		return nil, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if o.addr == "" {
		o.addr = map[bool]string{false: "127.0.0.1:8080", true: ":8443"}[o.https]
	}
	return o, o.check()
}

func (o *options) check() error {
	switch {
	case o.rate < 1:
		return errors.New("-session-rate must be 1 at least")
	case o.uploads < 1:
		return errors.New("-uploads must be 1 at least")
	case o.drain <= 0 || o.linger < 0:
		return errors.New("-drain must be longer than nothing, and -linger not less")
	case o.log != "" && o.log != "text" && o.log != "json" && o.log != "off":
		return errors.New("-log must be text, json or off")
	case o.api == "sandbox" && o.account != "":
		return errors.New("-account is for the real service: name it with -api")
	}
	return nil
}

// config is what the server is made of.
func (o *options) config(getenv func(string) string) (devserver.Config, error) {
	root, err := devserver.Dir(o.web)
	if err != nil {
		return devserver.Config{}, err
	}
	c := devserver.Config{
		Root: root, API: o.api, Origins: list(o.origins), Hosts: list(o.hosts), FrameAncestors: o.frames, SessionRate: o.rate, Control: o.control,
		Getenv: getenv, Uploads: o.uploads, NoHandover: !o.handover, Observer: &observe.Observer{Metrics: observe.NewMetrics()},
	}
	if o.log != "off" {
		c.Observer.Log = slog.Default()
	}
	if c.Balancers, err = devserver.Balancers(list(o.balancers)); err != nil {
		return c, err
	}
	if o.page != "" {
		origin, host, err := devserver.PageOrigin(o.page)
		if err != nil {
			return c, fmt.Errorf("-origin %w", err)
		}
		c.Page, c.Hosts = origin, append(c.Hosts, host)
	}
	if o.account != "" {
		b, err := os.ReadFile(o.account)
		if err != nil {
			return c, fmt.Errorf("-account: %w", err)
		}
		if c.Account, err = devserver.ParseTemplate(b); err != nil {
			return c, fmt.Errorf("-account %s: %w", o.account, err)
		}
	}
	return c, nil
}

// logTo says where the log goes: to the standard error, in the form that those who
// gather it can read.
func logTo(form, api string) {
	if form == "" && api != "sandbox" {
		form = "json"
	}
	switch form {
	case "json":
		slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stderr, nil)))
	case "text":
		slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, nil)))
	case "off":
		slog.SetDefault(slog.New(slog.DiscardHandler))
	}
}
