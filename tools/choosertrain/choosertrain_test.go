package main

import (
	"fmt"
	"go/format"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"credential-capture/imageproc/guidance/document"
	"credential-capture/test/scene/docscene"
	"credential-capture/test/scene/photoscene"
)

// lists are frames of two candidates. The right one of a document has a high first figure.
func someLists(n int) []list {
	r := rand.New(rand.NewPCG(1, 2))
	var all []list
	for i := range n {
		l := list{Class: "whole", Repository: fmt.Sprint("o/", i%4), Size: 640, Document: i%2 == 0, Whole: i%2 == 0}
		for range 2 {
			e := example{}
			e.Figures[1] = int8(r.IntN(80) - 40)
			e.Figures[0] = -60
			l.Candidates = append(l.Candidates, e)
		}
		if l.Document {
			l.Candidates[i/2%2].Figures[0], l.Candidates[i/2%2].Overlap = 60, 95
		} else {
			l.Class = "negative"
		}
		all = append(all, l)
	}
	return all
}

func TestValidate(t *testing.T) {
	lists := someLists(80)
	table, err := validate(lists, training{units: 4, epochs: 30, rate: 0.02, seed: 1, members: 1})
	if err != nil {
		t.Fatal(err)
	}
	if rows := strings.Split(table, "\n"); !strings.Contains(rows[0], "outlined 100.0 %") || !strings.Contains(rows[1], "any outline   0.0 %") {
		t.Error(table)
	}
}

func TestSource(t *testing.T) {
	lists := someLists(8)
	nets := ensemble(lists, training{units: 2, epochs: 1, rate: 0.01, seed: 1, members: 2})
	b := source(nets, training{}, "a table\n")
	if got, err := format.Source(b); err != nil || string(got) != string(b) || strings.Count(string(b), ",\n") != 5 {
		t.Errorf("%v:\n%s", err, b)
	}
}

func TestLabel_justBelowAndAbove(t *testing.T) {
	whole, cut, none := list{Document: true, Whole: true}, list{Document: true}, list{}
	for _, tt := range []struct {
		name          string
		of            *list
		e             example
		right, unsure bool
	}{
		{"whole, right", &whole, example{Overlap: 92}, true, false},
		{"whole, worse than the best", &whole, example{Overlap: 91}, false, true},
		{"whole, nearly right", &whole, example{Overlap: 88}, false, true},
		{"whole, wrong", &whole, example{Overlap: 87}, false, false},
		{"whole, called cut off", &whole, example{Overlap: 93, Cut: true}, false, false},
		{"whole, at the border", &whole, example{Overlap: 94, Cut: true}, false, true},
		{"cut, right", &cut, example{Overlap: 60, Cut: true}, true, false},
		{"cut, nearly right", &cut, example{Overlap: 59, Cut: true}, false, true},
		{"cut, wrong", &cut, example{Overlap: 35, Cut: true}, false, false},
		{"cut, called whole", &cut, example{Overlap: 99}, false, false},
		{"cut without a label, large", &cut, example{Overlap: -1, Cut: true, Large: true}, true, false},
		{"cut without a label, small", &cut, example{Overlap: -1, Cut: true}, false, true},
		{"none", &none, example{}, false, false},
	} {
		if right, unsure := tt.of.label(&tt.e, 96); right != tt.right || unsure != tt.unsure {
			t.Errorf("%s: right %v, unsure %v", tt.name, right, unsure)
		}
	}
}

func TestFigures_roundTrip(t *testing.T) {
	s := docscene.Paint(docscene.Card, docscene.Fine, 320, 240, 3)
	var d document.Detector
	l := listOf(&d, &shot{photoscene.Scene{Image: s.Image, Quad: &s.Quad, Whole: true}, "o/a", "painted", true})
	if best := l.best(); best < 95 {
		t.Errorf("overlap %d %%", best)
	}
	file := filepath.Join(t.TempDir(), "figures.gz")
	if err := writeFigures(file, []list{l}); err != nil {
		t.Fatal(err)
	}
	if got, err := readFigures(file); err != nil || !reflect.DeepEqual(got, []list{l}) {
		t.Errorf("%v: %v, want %v", err, got, l)
	}
}
