package main

import (
	"compress/gzip"
	"encoding/gob"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"

	"golang.org/x/sync/errgroup"

	"credential-capture/imageproc/guidance/document"
	"credential-capture/imageproc/guidance/frame"
	"credential-capture/test/scene/docscene"
	"credential-capture/test/scene/photoscene"
)

// list is the candidates of one frame.
type list struct {
	Class, Repository string
	Size              int  // longest side of the frame, px
	Document, Whole   bool // what the frame shows
	Candidates        []example
}

// example is a candidate with its label.
type example struct {
	Figures [document.NumFigures]int8 // in 40ths
	Cut     bool
	Large   bool // at least 0.3 of the frame's area
	Overlap int8 // with the document, %; unknown of a document that is cut off without labels: -1
}

const figureScale = 40

// label says whether an example is right, or too near to decide.
func (l *list) label(e *example, best int8) (right, unsure bool) {
	switch {
	case !l.Document:
		return false, false
	case e.Overlap < 0: // any large outline that leaves the frame may be right
		return e.Cut && e.Large, e.Cut && !e.Large
	case l.Whole && e.Cut:
		return false, e.Overlap > 93 // a side is at the border of the frame
	case l.Whole:
		right = e.Overlap >= 90 && e.Overlap >= best-4
		return right, !right && e.Overlap > 87
	case e.Cut: // the part beyond the frame's corners is missing from the outline
		return e.Overlap >= 60, e.Overlap > 35 && e.Overlap < 60
	}
	return false, false
}

// best is the largest overlap of a whole outline.
func (l *list) best() (best int8) {
	for i := range l.Candidates {
		if e := &l.Candidates[i]; !e.Cut {
			best = max(best, e.Overlap)
		}
	}
	return best
}

// listOf is the list of one frame.
func listOf(d *document.Detector, s *shot) list {
	var p frame.Gray
	w, h := s.Image.Rect.Dx(), s.Image.Rect.Dy()
	p.FromRGBA(s.Image.Pix, w, h)
	l := list{Class: s.class, Repository: s.repository, Size: max(w, h), Document: s.document, Whole: s.document && s.Whole}
	for _, c := range d.Candidates(&p, s.Image.Pix) {
		e := example{Cut: c.Cut, Large: c.Quad.Area() > 0.3*float64(w*h)}
		for k, v := range c.Figures {
			e.Figures[k] = int8(math.Round(float64(v) * figureScale))
		}
		switch {
		case s.document && s.Quad == nil:
			e.Overlap = -1
		case s.document && s.Whole:
			e.Overlap = int8(100 * photoscene.Overlap(c.Quad, *s.Quad))
		case s.document:
			e.Overlap = int8(100 * photoscene.OverlapIn(c.Quad, *s.Quad, float64(w), float64(h)))
		}
		l.Candidates = append(l.Candidates, e)
	}
	return l
}

// figuresOf makes the lists of all frames of a folder of photographs.
func figuresOf(dir string) ([]list, error) {
	pictures, err := photoscene.Read(dir)
	if err != nil {
		return nil, err
	}
	tables, err := tablesOf(pictures)
	if err != nil {
		return nil, err
	}
	of := make([][]list, len(pictures))
	var all errgroup.Group
	all.SetLimit(2)
	for i := range pictures {
		all.Go(func() error {
			var d document.Detector
			return shots(&pictures[i], tables, uint64(i), func(s shot) {
				l := listOf(&d, &s)
				l.thin(rand.New(rand.NewPCG(uint64(i), 0xf19)))
				of[i] = append(of[i], l)
			})
		})
	}
	if err := all.Wait(); err != nil {
		return nil, err
	}
	lists := slices.Concat(of...)
	slices.SortStableFunc(lists, func(a, b list) int { return compare(a.Repository+a.Class, b.Repository+b.Class) })
	return lists, nil
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// maxRight and maxWrong are how many candidates of a frame the file keeps: those that overlap the
// document most, and others at random. Those of frames that rates are reported of, and of frames
// without a document, are all kept.
const maxRight, maxWrong = 5, 8

// thin keeps some candidates of a document.
func (l *list) thin(r *rand.Rand) {
	switch l.Class {
	case "composed", "cropped", "degraded", "painted", "painted cut":
	default:
		return
	}
	r.Shuffle(len(l.Candidates), func(i, j int) {
		l.Candidates[i], l.Candidates[j] = l.Candidates[j], l.Candidates[i]
	})
	slices.SortStableFunc(l.Candidates, func(a, b example) int { return int(b.Overlap) - int(a.Overlap) })
	if n := maxRight + maxWrong; len(l.Candidates) > n {
		others := l.Candidates[maxRight:]
		r.Shuffle(len(others), func(i, j int) { others[i], others[j] = others[j], others[i] })
		l.Candidates = l.Candidates[:n]
	}
}

func writeFigures(file string, lists []list) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	z, err := gzip.NewWriterLevel(f, gzip.BestCompression)
	if err == nil {
		err = gob.NewEncoder(z).Encode(lists)
	}
	if err == nil {
		err = z.Close()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

func readFigures(file string) ([]list, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	var lists []list
	if err := gob.NewDecoder(z).Decode(&lists); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return lists, nil
}

// developed is the first of the seeds that thresholds are tuned on; tools/accuracy reports
// other ones.
const developed = 1_000_000

// paintedLists are those of painted scenes: n seeds of each kind and trouble, and more of those that
// are cut off, that are empty, and of small frames, which are chosen worst.
func paintedLists(n uint64) []list {
	type job struct {
		kind    docscene.Kind
		trouble docscene.Trouble
		width   int
		seed    uint64
	}
	var jobs []job
	add := func(trouble docscene.Trouble, width int, first, end uint64) {
		for seed := first; seed < end; seed++ {
			for _, kind := range []docscene.Kind{docscene.Card, docscene.Passport, docscene.Letter} {
				jobs = append(jobs, job{kind, trouble, width, developed + seed})
			}
		}
	}
	for _, trouble := range []docscene.Trouble{docscene.Fine, docscene.Blurred, docscene.Moved, docscene.Glare, docscene.Dark, docscene.Bright, docscene.Far} {
		add(trouble, 640, 0, n)
	}
	add(docscene.CutOff, 640, 0, 18*n)
	add(docscene.CutOff, 320, 18*n, 48*n)
	add(docscene.Fine, 320, 0, 3*n)
	for seed := uint64(developed); seed < developed+n; seed++ {
		for k := range uint64(24) {
			if k < 6 {
				jobs = append(jobs, job{docscene.Nothing, docscene.Fine, 640, 1000*seed + k})
			}
			jobs = append(jobs, job{docscene.Nothing, docscene.Fine, 320, 1000*seed + k})
		}
	}
	lists := make([]list, len(jobs))
	var all errgroup.Group
	all.SetLimit(2)
	for i, j := range jobs {
		all.Go(func() error {
			var d document.Detector
			s := shot{repository: fmt.Sprint("painted ", j.seed%folds), class: "painted", document: j.kind != docscene.Nothing}
			switch {
			case !s.document:
				s.class = "painted none"
			case j.trouble == docscene.CutOff:
				s.class = "painted cut"
			}
			p := docscene.Paint(j.kind, j.trouble, j.width, j.width*3/4, j.seed)
			s.Scene = photoscene.Scene{Image: p.Image, Quad: &p.Quad, Whole: j.trouble != docscene.CutOff}
			lists[i] = listOf(&d, &s)
			lists[i].thin(rand.New(rand.NewPCG(j.seed, 0xf19)))
			return nil
		})
	}
	_ = all.Wait() // returns no error
	return lists
}
