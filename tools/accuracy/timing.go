package main

import (
	"context"
	_ "embed"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"credential-capture/test/chrome"
	"credential-capture/test/scene/docscene"
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

//go:embed timing.html
var timingPage []byte

// timeWasm times capture.wasm of a directory in Chromium.
func timeWasm(web string) ([]timing, error) {
	frames := map[string][]byte{}
	for _, t := range allTimed {
		frames[t.check] = t.frames()
	}
	mux := http.NewServeMux()
	mux.Handle("/", http.FileServer(http.Dir(web)))
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(timingPage) })
	mux.HandleFunc("/frames/{check}", func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write(frames[r.PathValue("check")]) })
	server := httptest.NewServer(mux)
	defer server.Close()
	browser, err := chrome.Start(context.Background(), chrome.Options{})
	if err != nil {
		return nil, err
	}
	defer browser.Stop()
	ctx, cancel := context.WithTimeout(browser.Context, 10*time.Minute)
	defer cancel()
	var all []timing
	for _, t := range allTimed {
		var ms []float64
		perFilm := 0
		if t.film {
			perFilm = timedScenes / timedFilms
		}
		if err := chromedp.Run(ctx,
			chromedp.Navigate(server.URL),
			emulation.SetCPUThrottlingRate(t.slowdown),
			chrome.Evaluate(fmt.Sprintf("run(%q, %d, %d, %d, %d)", "/frames/"+t.check, warmUp+timedFrames, t.width, t.height, perFilm), &ms),
		); err != nil {
			return nil, fmt.Errorf("%s: %w", t.check, err)
		}
		all = append(all, percentiles(t.check, ms))
	}
	return all, nil
}

// frames returns the RGBA px of all frames.
func (t timed) frames() []byte {
	var all []byte
	if !t.film {
		for _, s := range plan(timedScenes, developed) {
			all = append(all, docscene.Paint(s.kind, s.trouble, t.width, t.height, s.seed).Image.Pix...)
		}
		return all
	}
	for i := range timedFilms {
		for _, s := range docscene.Film(kinds[i%len(kinds)], docscene.Fine, t.width, t.height, timedScenes/timedFilms, developed+uint64(i)) {
			all = append(all, s.Image.Pix...)
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
