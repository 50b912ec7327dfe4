// Serve is the dev and reference server: the page at /, POST /session, and either
// the built-in sandbox of the API or a proxy to the real service.
//
//	go run . [-addr HOST:PORT] [-api sandbox|amer-1|emea-1|apac-1|URL] [-web DIR] [-allow-origin ORIGIN]
//	  [-host NAME] [-frame-ancestor ORIGIN] [-https] [-cert DIR] [-session-rate N] [-control] [-log text|json|off]
//
// Before the real service (docs/production.md):
//
//	[-account FILE] [-origin ORIGIN] [-balancer ADDRESSES] [-uploads N] [-handover=false] [-metrics HOST:PORT] [-drain 30s] [-linger 0s]
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	"credential-capture/internal/devserver"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends it at once
	if err := serve(ctx, os.Args[1:], os.Getenv, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "serve:", err)
		os.Exit(1)
	}
}

// memoryLimit is for the garbage collector, in bytes: what the sandbox may hold, what it
// may read at once, and the rest. Without it garbage could be as much as all of that. Before
// the real service nothing is held, and none is needed.
const memoryLimit = 1<<30 + 128<<20 + 128<<20

func serve(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	o, err := parse(args, out)
	if err != nil || o == nil {
		return err
	}
	logTo(o.log, o.api)
	config, err := o.config(getenv)
	if err != nil {
		return err
	}
	config.Done = ctx.Done()
	var secured *devserver.HTTPS
	if o.https {
		if secured, err = selfMade(o.cert, config.Hosts); err != nil {
			return err
		}
		config.LinkOrigin = secured.LinkOrigin
	}
	handler, err := devserver.Handler(config)
	if err != nil {
		return err
	}
	if o.api == "sandbox" && getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	if o.metrics != "" {
		stop, err := devserver.ServeMetrics(o.metrics, config.Observer.Metrics)
		if err != nil {
			return err
		}
		defer stop() // last, so that the drain can be watched
	}
	return devserver.Run(ctx, o.addr, handler, secured, devserver.Stop{Linger: o.linger, Drain: o.drain}, out)
}

// selfMade finds the addresses of this machine, and a certificate for all its names.
func selfMade(folder string, hosts []string) (*devserver.HTTPS, error) {
	lan, err := devserver.LAN()
	if err != nil {
		return nil, err
	}
	names := slices.Concat([]string{"localhost", "127.0.0.1", "::1"}, hosts, lan)
	cert, err := devserver.Certificate(folder, names, time.Now())
	if err != nil {
		return nil, err
	}
	return &devserver.HTTPS{Certificate: cert, LAN: lan}, nil
}

// list takes a flag's value apart at its commas.
func list(flag string) (all []string) {
	for one := range strings.SplitSeq(flag, ",") {
		if one = strings.TrimSpace(one); one != "" {
			all = append(all, one)
		}
	}
	return all
}
