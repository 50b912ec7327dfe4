package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// row is the rate of one check.
type row struct {
	Check  string   `json:"check"`
	N      int      `json:"n"`
	Rate   float64  `json:"rate"` // 0 to 1, ms for a check of time
	Wanted *float64 `json:"wanted"`
	Met    *bool    `json:"met"`
}

func (r row) String() string {
	if strings.HasPrefix(r.Check, "ms ") {
		s := fmt.Sprintf("%-44s %5d  %6.1f ms", r.Check, r.N, r.Rate)
		if r.Wanted != nil {
			s += fmt.Sprintf("  wanted %5.1f ms  met %v", *r.Wanted, *r.Met)
		}
		return s
	}
	s := fmt.Sprintf("%-44s %5d  %6.1f %%", r.Check, r.N, 100*r.Rate)
	if r.Wanted != nil {
		s += fmt.Sprintf("  wanted %5.1f %%  met %v", 100**r.Wanted, *r.Met)
	}
	return s
}

// count is how often a check had an outcome.
type count struct {
	check   string
	hits, n int
	missed  []string // files without the outcome wanted
}

// tally are the counts and samples of some pictures.
type tally struct {
	counts  []count
	samples map[string][]float64
}

func (t *tally) of(check string) *count {
	i := slices.IndexFunc(t.counts, func(c count) bool { return c.check == check })
	if i < 0 {
		t.counts = append(t.counts, count{check: check})
		i = len(t.counts) - 1
	}
	return &t.counts[i]
}

// count counts an outcome of a file.
func (t *tally) count(check, file string, hit bool) {
	c := t.of(check)
	c.n++
	if hit {
		c.hits++
	}
	if b, known := wanted[check]; known && hit == b.max || !known && !hit {
		c.missed = append(c.missed, file)
	}
}

func (t *tally) sample(name string, v float64) {
	if t.samples == nil {
		t.samples = map[string][]float64{}
	}
	t.samples[name] = append(t.samples[name], v)
}

func (t *tally) add(other *tally) {
	for _, o := range other.counts {
		c := t.of(o.check)
		c.n += o.n
		c.hits += o.hits
		c.missed = append(c.missed, o.missed...)
	}
	for name, all := range other.samples {
		for _, v := range all {
			t.sample(name, v)
		}
	}
}

// bar is the rate that a check must reach, or stay below.
type bar struct {
	rate float64
	max  bool
}

// wanted are the bars.
var wanted = map[string]bar{
	"whole outlined, 640": {0.92, false}, "whole outlined, 320": {0.95, false},
	"whole called cut off, 640": {0.03, true}, "whole called cut off, 320": {0.03, true},
	"outline without a document, 640": {0.03, true}, "outline on people, 640": {0.03, true},
	"outline without a document, 320": {0.03, true}, "outline on people, 320": {0.03, true},
	"cut off detected, 640": {0.90, false}, "cut off detected, 320": {0.90, false},
	"blur 2.0 detected, 640": {0.97, false}, "blur 2.0 detected, 320": {0.95, false},
	"washed out detected, 640": {0.95, false}, "washed out detected, 320": {0.95, false},
	"good called blurred, 640": {0.02, true}, "good called glare, 640": {0.02, true},
	"good called too_dark, 640": {0.02, true}, "good called too_bright, 640": {0.02, true},
	"one frontal face, 640": {0.98, false}, "one frontal face, 320": {0.98, false},
	"sharp face called blurred, 640": {0.03, true}, "sharp face called blurred, 320": {0.03, true},
	"auto capture wrong, 640": {0, true}, "auto capture wrong, 320": {0, true},
	"auto capture of a face wrong, 640": {0, true}, "auto capture of a face wrong, 320": {0, true},
}

// rows are the counts as rates, in the order of their names.
func (t *tally) rows() []row {
	slices.SortFunc(t.counts, func(a, b count) int {
		_, first := wanted[a.check]
		_, other := wanted[b.check]
		switch {
		case first && !other:
			return -1
		case other && !first:
			return 1
		case a.check < b.check:
			return -1
		}
		return 1
	})
	var rows []row
	for _, c := range t.counts {
		r := row{Check: c.check, N: c.n, Rate: float64(c.hits) / float64(max(1, c.n))}
		if b, known := wanted[c.check]; known {
			met := r.Rate >= b.rate
			if b.max {
				met = r.Rate <= b.rate
			}
			r.Wanted, r.Met = &b.rate, &met
		}
		rows = append(rows, r)
	}
	return rows
}

// maxFrameMs is the bar of frames of 640 px in wasm, p95.
const maxFrameMs = 12.0

// durations are the medians and 95th percentiles of the samples in ms.
func (t *tally) durations() []row {
	var rows []row
	for _, name := range slices.Sorted(maps.Keys(t.samples)) {
		kind, ok := strings.CutPrefix(name, "ms ")
		if !ok {
			continue
		}
		v := slices.Sorted(slices.Values(t.samples[name]))
		rows = append(rows, row{Check: "ms p50 " + kind, N: len(v), Rate: v[len(v)/2]}, row{Check: "ms p95 " + kind, N: len(v), Rate: v[len(v)*95/100]})
		if kind == "in wasm, 640" {
			wanted, met := maxFrameMs, v[len(v)*95/100] <= maxFrameMs
			rows[len(rows)-1].Wanted, rows[len(rows)-1].Met = &wanted, &met
		}
	}
	return rows
}

// distributions prints percentiles of the samples.
func (t *tally) distributions(w io.Writer) {
	for _, name := range slices.Sorted(maps.Keys(t.samples)) {
		v := t.samples[name]
		slices.Sort(v)
		at := func(share float64) float64 { return v[int(share*float64(len(v)-1))] }
		fmt.Fprintf(w, "%-44s %5d  min %.3f  p5 %.3f  p25 %.3f  p50 %.3f  p75 %.3f  p95 %.3f  p98 %.3f  max %.3f\n",
			name, len(v), at(0), at(0.05), at(0.25), at(0.5), at(0.75), at(0.95), at(0.98), at(1))
	}
}
