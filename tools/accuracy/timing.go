package main

import (
	"fmt"
	"slices"

	"credential-capture/imageproc/guidance"
	"credential-capture/test/scene/docscene"
	"credential-capture/tools/analysis"
)

// timing is how long a frame takes, in ms.
type timing struct {
	Check  string  `json:"check"`
	Frames int     `json:"frames"`
	P50    float64 `json:"p50"`
	P95    float64 `json:"p95"`
}

// timed is a set of frames and the bar on their 95th percentile.
type timed struct {
	check         string
	width, height int
	slowdown      float64 // of the processor, emulated
	maxMs         float64
	film          bool // of a hand-held camera; else single frames
}

var allTimed = []timed{
	{"frame_ms", 640, 480, 1, 12, false},
	{"film_ms", 640, 480, 1, 12, true},
	// Web pages reduce frames to this size on a slow phone.
	{"frame_ms_throttled", 320, 240, 6, 33, false},
	{"film_ms_throttled", 320, 240, 6, 33, true},
}

const (
	timedScenes, timedFilms = 48, 6 // the films together have as many frames
	// V8 compiles the wasm again, with optimisation, while it runs: the first frames are slower
	// and don't count.
	warmUp, timedFrames = 96, 480
)

// timeWasm times capture.wasm of a directory in Chromium.
func timeWasm(web string) ([]timing, error) {
	page, err := analysis.Open(analysis.Options{Web: web})
	if err != nil {
		return nil, err
	}
	defer page.Close()
	var all []timing
	for _, t := range allTimed {
		calls := analysis.Calls{Part: guidance.Front, Count: warmUp + timedFrames, Slowdown: t.slowdown}
		if t.film {
			calls.PerFilm = timedScenes / timedFilms
		}
		answers, err := page.Analyze(t.frames(), calls)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.check, err)
		}
		var ms []float64
		for _, a := range answers {
			ms = append(ms, a.Ms)
		}
		all = append(all, percentiles(t.check, ms))
	}
	return all, nil
}

// frames paints all frames.
func (t timed) frames() []guidance.Frame {
	var all []guidance.Frame
	add := func(s docscene.Scene) {
		all = append(all, guidance.Frame{Pix: s.Image.Pix, Width: t.width, Height: t.height})
	}
	if !t.film {
		for _, s := range plan(timedScenes, developed) {
			add(docscene.Paint(s.kind, s.trouble, t.width, t.height, s.seed))
		}
		return all
	}
	for i := range timedFilms {
		for _, s := range docscene.Film(kinds[i%len(kinds)], docscene.Fine, t.width, t.height, timedScenes/timedFilms, developed+uint64(i)) {
			add(s)
		}
	}
	return all
}

// percentiles drops the frames of the warm-up.
func percentiles(check string, ms []float64) timing {
	ms = ms[warmUp:]
	slices.Sort(ms)
	return timing{check, len(ms), ms[len(ms)/2], ms[len(ms)*95/100]}
}
