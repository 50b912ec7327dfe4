package main

import (
	"context"
	_ "embed"
	"encoding/binary"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"credential-capture/test/chrome"
	"credential-capture/test/scene/docscene"
)

// timing is a line of the table that says how long a frame takes, in ms.
type timing struct {
	Check  string  `json:"check"`
	Frames int     `json:"frames"`
	P50    float64 `json:"p50"`
	P95    float64 `json:"p95"`
}

// timed is what is timed: frames of a size on a processor that is made so much slower.
type timed struct {
	check         string
	width, height int
	slower        float64
	most          float64 // ms that the 95th percentile may take
	film          bool    // as a camera gives them; else none has to do with the one before
}

var allTimed = []timed{
	{"frame_ms", 640, 480, 1, 12, false},
	{"film_ms", 640, 480, 1, 12, true},
	// A cheap phone, for which the page goes to smaller frames.
	{"frame_ms_throttled", 320, 240, 6, 33, false},
	{"film_ms_throttled", 320, 240, 6, 33, true},
}

// The wasm is compiled once more, better, after it has run for a while: the first frames
// of a stream are slower, and not counted.
const (
	timedScenes = 48
	timedFilms  = 6 // of so many frames each, together as many
	warmUp      = 96
	timedFrames = 480
)

//go:embed timing.html
var timingPage []byte

// clock runs tools/frametime, built as the browser's wasm is, in a browser.
func clock(wasm, execJS string) ([]timing, error) {
	frames := map[string][]byte{}
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(timingPage) })
	mux.HandleFunc("/frametime.wasm", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, wasm) })
	mux.HandleFunc("/wasm_exec.js", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, execJS) })
	mux.HandleFunc("/frames/{check}", func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write(frames[r.PathValue("check")]) })
	for _, t := range allTimed {
		frames[t.check] = scenes(t)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	defer func() { _ = server.Close() }()
	browser, err := chrome.Start(context.Background(), chrome.Options{})
	if err != nil {
		return nil, err
	}
	defer browser.Stop()
	ctx, cancel := context.WithTimeout(browser.Context, 5*time.Minute)
	defer cancel()
	var all []timing
	for _, t := range allTimed {
		var out string
		if err := chromedp.Run(ctx,
			chromedp.Navigate("http://"+listener.Addr().String()+"/"),
			emulation.SetCPUThrottlingRate(t.slower),
			chrome.Evaluate(fmt.Sprintf("run(%q, %d)", "/frames/"+t.check, warmUp+timedFrames), &out),
		); err != nil {
			return nil, fmt.Errorf("%s: %w", t.check, err)
		}
		one, err := percentiles(t.check, out)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// scenes are frames as frametime reads them: of every kind and of most troubles, or films
// of documents that a hand holds the camera over.
func scenes(t timed) []byte {
	var all []byte
	add := func(s docscene.Scene, film int) {
		for _, v := range [3]int{t.width, t.height, film} {
			all = binary.LittleEndian.AppendUint32(all, uint32(v))
		}
		all = append(all, s.Image.Pix...)
	}
	if !t.film {
		for _, s := range plan(timedScenes, developed) {
			add(docscene.Paint(s.kind, s.trouble, t.width, t.height, s.seed), 0)
		}
		return all
	}
	for i := range timedFilms {
		kind := []docscene.Kind{docscene.Card, docscene.Passport, docscene.Letter}[i%3]
		for _, s := range docscene.Film(kind, docscene.Fine, t.width, t.height, timedScenes/timedFilms, developed+uint64(i)) {
			add(s, 1+i)
		}
	}
	return all
}

// percentiles reads what frametime wrote: a line a frame, its first figure the whole.
func percentiles(check, out string) (timing, error) {
	var ms []float64
	for _, line := range strings.Split(strings.TrimSpace(out), "\n") {
		whole, _, _ := strings.Cut(line, " ")
		v, err := strconv.ParseFloat(whole, 64)
		if err != nil {
			return timing{}, fmt.Errorf("%s: the wasm wrote %q: %w", check, line, err)
		}
		ms = append(ms, v)
	}
	if len(ms) <= warmUp {
		return timing{}, fmt.Errorf("%s: the wasm ended after %d frames", check, len(ms))
	}
	ms = ms[warmUp:]
	slices.Sort(ms)
	return timing{check, len(ms), ms[len(ms)/2], ms[len(ms)*95/100]}, nil
}
