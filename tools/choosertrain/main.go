// Choosertrain trains the network that chooses the outline of a document among candidates, and
// writes its weights as Go.
//
// It reads figures and labels of candidates from a file, which holds no pictures, and adds
// those of painted scenes. With -photos it makes that file first, of labelled photographs.
//
//	choosertrain [-photos DIR] [-figures FILE] [-out FILE]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sync/errgroup"

	"credential-capture/tools/report"
)

func main() {
	photos := flag.String("photos", "", "`directory` of labelled photographs, to make the figures of")
	file := flag.String("figures", "tools/choosertrain/figures.gz", "`file` of figures and labels")
	out := flag.String("out", "imageproc/guidance/document/weights.go", "`file` for the weights")
	flag.Parse()
	report.Main("choosertrain", func(context.Context) error { return run(*photos, *file, *out) })
}

func run(photos, file, out string) error {
	if photos != "" {
		lists, err := figuresOf(photos)
		if err == nil {
			err = writeFigures(file, lists)
		}
		if err != nil {
			return err
		}
	}
	lists, err := readFigures(file)
	if err != nil {
		return err
	}
	lists = append(lists, paintedLists(15)...)
	t := training{units: 32, epochs: 44, rate: 0.004, decay: 2e-4, drop: 0.2, seed: 1, members: 3}
	table, err := validate(lists, t)
	if err != nil {
		return err
	}
	fmt.Print(table)
	nets := ensemble(lists, t)
	return os.WriteFile(out, source(nets, t, table), 0o644)
}

// folds is how many parts the repositories are split into for cross-validation.
const folds = 8

// validate trains without each fold in turn, and returns the rates on the frames left out.
// Documents laid on others' tables are left out too where those tables are.
func validate(lists []list, t training) (string, error) {
	of := split(lists)
	tables := of["fengjian0106/hed-tutorial-for-document-scanning"]
	answers := make([]answer, len(lists))
	var all errgroup.Group
	all.SetLimit(2)
	for fold := range folds {
		all.Go(func() error {
			var in []list
			for _, l := range lists {
				if of[l.Repository] != fold && (fold != tables || !strings.HasPrefix(l.Class, "composed")) {
					in = append(in, l)
				}
			}
			nets := ensemble(in, t)
			for i := range lists {
				if of[lists[i].Repository] == fold {
					answers[i] = choose(nets, &lists[i])
				}
			}
			return nil
		})
	}
	err := all.Wait()
	return tabulate(lists, answers), err
}
