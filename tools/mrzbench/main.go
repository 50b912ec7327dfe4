// Mrzbench reads the machine-readable zones of pictures with this module and with its open
// peer, and compares both with what the pictures say.
//
//	mrzbench [-tools module,native,tesseract.js] [-scenes N] [-model FILE] [-json FILE] [DIR…]
//
// A DIR with truth.json has zones: a list of {file, lines, valid}; with valid false, the
// specimen's own check digits fail, and nothing may be read. Any other DIR has pictures without a
// zone. -scenes paints N documents with a zone, at 1280 px and at 800 px, half as many scans, and half as many
// documents without a zone.
//
// The peer is tesseract.js with its English model, as npm has them, set up and read as
// web-mrz-reader does (one block, the characters of a zone, the first text that looks like a
// zone). web-mrz-reader's own model is in no npm package; -model takes it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"credential-capture/tools/report"
)

type options struct {
	tools      string
	scenes     int
	model, out string
	list       bool
}

func main() {
	var o options
	flag.StringVar(&o.tools, "tools", "module,tesseract.js", "what reads: module in Chromium, native, tesseract.js")
	flag.BoolVar(&o.list, "list", false, "print each picture that isn't read exactly")
	flag.IntVar(&o.scenes, "scenes", 0, "number of painted scenes, of either size")
	flag.StringVar(&o.model, "model", filepath.Join(packages, "@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz"), "`file` NAME.traineddata.gz of the peer")
	flag.StringVar(&o.out, "json", "build/results/mrz.json", "`file` for the results")
	flag.Parse()
	report.Main("mrzbench", func(ctx context.Context) error { return run(ctx, o, flag.Args()) })
}

func run(ctx context.Context, o options, dirs []string) error {
	pictures, err := collect(dirs)
	if err != nil {
		return err
	}
	pictures = append(pictures, scenes(o.scenes)...)
	if len(pictures) == 0 {
		return errors.New("name a folder of pictures, or a number of scenes")
	}
	tools, end, err := start(ctx, o, pictures)
	if err != nil {
		return err
	}
	defer end()
	var rows []*row
	for _, t := range tools {
		own, err := t.judge(ctx, pictures, o.list)
		if err != nil {
			return err
		}
		rows = append(rows, own...)
	}
	printRows(os.Stdout, rows)
	return report.Write(o.out, rows)
}

// tool is a reader of pictures.
type tool struct {
	name     string
	read     func(n int) (reading, error)
	bytes    func() int // compressed, that it loads
	parallel int        // readings at once
}

// judge reads all pictures, and returns a row a set.
func (t *tool) judge(ctx context.Context, pictures []*picture, list bool) (rows []*row, err error) {
	var group errgroup.Group
	group.SetLimit(t.parallel)
	var mu sync.Mutex
	bySet := map[string]*row{}
	for i, p := range pictures {
		if bySet[p.set] == nil {
			bySet[p.set] = &row{Tool: t.name, Set: p.set}
			rows = append(rows, bySet[p.set])
		}
		r := bySet[p.set]
		group.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			got, err := t.read(i)
			if err != nil {
				return fmt.Errorf("%s with %s: %w", p.name, t.name, err)
			}
			mu.Lock()
			defer mu.Unlock()
			if what := r.count(p, got); list && what != "" {
				fmt.Printf("%s: %s: %s\n", t.name, p.name, what)
			}
			return nil
		})
	}
	err = group.Wait()
	for _, r := range rows {
		r.finish(t.bytes())
	}
	return rows, err
}

func start(ctx context.Context, o options, pictures []*picture) (tools []tool, end func(), err error) {
	end = func() {}
	var p *page
	for name := range strings.SplitSeq(o.tools, ",") {
		if name == "native" {
			own, err := newNative("web/mrz.bin")
			if err != nil {
				end()
				return nil, nil, err
			}
			tools = append(tools, tool{name, func(n int) (reading, error) { return own.read(pictures[n]) }, func() int { return 0 }, cap(own)})
			continue
		}
		if p == nil {
			if p, err = openPage(ctx, pictures, o.model); err != nil {
				return nil, nil, err
			}
			end = p.close
		}
		switch name {
		case "module":
			tools = append(tools, tool{name, p.readModule, func() int { return p.bytes("/") }, 1})
		case "tesseract.js":
			tools = append(tools, tool{name, p.readPeer, func() int { return p.bytes("/npm/", "/mrzbench/model/") }, 1})
		default:
			end()
			return nil, nil, fmt.Errorf("there is no tool %q", name)
		}
	}
	return tools, end, nil
}
