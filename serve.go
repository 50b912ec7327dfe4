// Serve is the dev and reference server: the page at /, POST /session, and either
// the built-in sandbox of the API or a proxy to the real service.
//
//	go run . [-addr HOST:PORT] [-api sandbox|amer-1|emea-1|apac-1|URL] [-web DIR] [-allow-origin ORIGIN]
//	  [-host NAME] [-frame-ancestor ORIGIN] [-https] [-cert DIR] [-session-rate N] [-control]
package main

import (
	"context"
	"errors"
	"flag"
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
	if err := serve(ctx, os.Args[1:], os.Getenv, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "serve:", err)
		os.Exit(1)
	}
}

// memoryLimit is for the garbage collector, in bytes: what the sandbox may hold, what it
// may read at once, and the rest. Without it garbage could be as much as all of that.
const memoryLimit = 1<<30 + 128<<20 + 128<<20

func serve(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	addr := flags.String("addr", "", "where to listen, 127.0.0.1:8080 by default; port 0 takes a free one")
	api := flags.String("api", "sandbox", "the built-in `sandbox`, or amer-1, emea-1, apac-1, or a URL of the service")
	web := flags.String("web", "build/web", "the folder of the page: yours, or as make build packs ours")
	origins := flags.String("allow-origin", "", "comma-separated origins of pages elsewhere that may call the sandbox")
	hosts := flags.String("host", "", "comma-separated names that this server has besides localhost and its addresses")
	var frames []string
	flags.Func("frame-ancestor", "who may show the page in a frame, nobody by default: comma-separated `origins`, or self; may be given again", func(text string) error {
		frames = append(frames, list(text)...)
		return nil
	})
	secure := flags.Bool("https", false, "serve the network over HTTPS, for the camera of a phone; listens at :8443 unless -addr says otherwise")
	cert := flags.String("cert", "build/https", "with -https: the folder that keeps the self-made certificate")
	rate := flags.Int("session-rate", devserver.DefaultSessionRate, "how many sessions one address may open in a minute")
	control := flags.Bool("control", false, "let tests put faults in the sandbox's way, at /control/")
	flags.SetOutput(io.Discard) // main prints what is wrong, once
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		flags.SetOutput(out)
		flags.Usage()
		return nil
	case err != nil:
		return fmt.Errorf("%w; -h explains the flags", err)
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	root, err := devserver.Dir(*web)
	if err != nil {
		return err
	}
	if *rate < 1 {
		return errors.New("-session-rate must be 1 at least")
	}
	config := devserver.Config{
		Root: root, API: *api, Origins: list(*origins), Hosts: list(*hosts), FrameAncestors: frames, SessionRate: *rate, Control: *control,
		Getenv: getenv, Done: ctx.Done(),
	}
	var secured *devserver.HTTPS
	if *secure {
		if secured, err = selfMade(*cert, config.Hosts); err != nil {
			return err
		}
		config.LinkOrigin = secured.LinkOrigin
	}
	if *addr == "" {
		*addr = map[bool]string{false: "127.0.0.1:8080", true: ":8443"}[*secure]
	}
	handler, err := devserver.Handler(config)
	if err != nil {
		return err
	}
	if getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	return devserver.Run(ctx, *addr, handler, secured, out)
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
