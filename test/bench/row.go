package main

import (
	"math"
	"slices"
)

const (
	ours = "credential-capture"
	// faithful is ours with prefer: 'fidelity': as many px as the service accepts.
	faithful = ours + ", fidelity"
)

// tool is a tool of web/bench/tools.js, by its name there.
type tool struct {
	name, kind string // "ours", "option", "peer" or "reference"
	wasmCodec  bool   // takes minutes: only small pictures, one round
}

// browserTools lists what runs in the browser.
func browserTools() []tool {
	return []tool{
		{name: ours, kind: "ours"},
		{name: faithful, kind: "option"},
		{name: "browser-image-compression", kind: "peer"},
		{name: "compressorjs", kind: "peer"},
		{name: "image-blob-reduce", kind: "peer"},
		{name: "jsquash", kind: "peer", wasmCodec: true},
		{name: "native, in a worker", kind: "reference"},
	}
}

// toolsFor lists the tools of a round. Each round begins with another tool, so that none
// always follows the same.
func toolsFor(p *picture, round int) []tool {
	var list []tool
	for _, t := range browserTools() {
		if t.wasmCodec && (!p.small || round > 0) || t.name == faithful && !p.reduced() {
			continue
		}
		list = append(list, t)
	}
	n := round % len(list)
	return append(list[n:len(list):len(list)], list[:n]...)
}

// row is one picture through one tool, over all rounds. Times are ms, memory MB (10⁶
// bytes).
type row struct {
	Image  string  `json:"image"`
	Case   string  `json:"case"` // "fits", "must_shrink" or "same_size"
	Tool   string  `json:"tool"`
	Kind   string  `json:"kind"` // of tool
	Ms     float64 `json:"ms"`   // median
	MsMin  float64 `json:"ms_min"`
	MsMax  float64 `json:"ms_max"`
	Bytes  int     `json:"bytes"`
	Width  int     `json:"width"` // upright, px
	Height int     `json:"height"`
	PxIn   int     `json:"px_in"` // of the picture, width × height
	Fits   bool    `json:"fits"`  // the output of every round: at most 15,000,000 bytes and 8000 px, upright
	// Longest task of the page's main thread in any round, 0 when none was over 50 ms.
	LongTask float64 `json:"longtask_ms"`
	// Longest delay of a 10 ms timer of the page in any round.
	Gap      float64 `json:"gap_ms"`
	PeakRSS  float64 `json:"peak_rss_mb"` // of the renderer, median
	GoHeap   float64 `json:"go_heap_mb"`  // ours only
	GPSLeft  bool    `json:"gps_left"`
	PSNR     float64 `json:"psnr_db"`   // 99: the same px
	SameData bool    `json:"same_data"` // the compressed pixel data is the source's
	Action   string  `json:"action"`
	Format   string  `json:"format"`
	Quality  float64 `json:"quality,omitempty"` // ours: of the last encode
	Encodes  int     `json:"encodes,omitempty"`
	BytesIn  int64   `json:"bytes_in"`
	Rounds   int     `json:"rounds"`
	Error    string  `json:"error,omitempty"`
}

// sample is one run. The exported fields are the result of run in page/page.js.
type sample struct {
	Ms, LongTask, Gap float64
	Action, Error     string
	Quality           float64
	Encodes           int
	GoHeap            float64 // bytes
	peakMemory        float64 // MB
	output            *output
}

// summarize makes a row of the runs of one tool with one picture.
func summarize(p *picture, t tool, samples []sample) row {
	r := row{Image: p.name, Case: "must_shrink", Tool: t.name, Kind: t.kind, BytesIn: p.bytes, PxIn: p.width * p.height, Rounds: len(samples), Fits: len(samples) > 0}
	if p.fits {
		r.Case = "fits"
	}
	if p.maxSide > 0 {
		r.Case = "same_size"
	}
	var times, memory []float64
	for _, s := range samples {
		if s.Error != "" {
			r.Error, r.Fits = s.Error, false
			continue
		}
		times, memory = append(times, s.Ms), append(memory, s.peakMemory)
		r.LongTask, r.Gap, r.GoHeap = max(r.LongTask, s.LongTask), max(r.Gap, s.Gap), max(r.GoHeap, s.GoHeap/1e6)
		r.Action, r.Quality, r.Encodes = s.Action, s.Quality, s.Encodes
		o := s.output
		r.Fits = r.Fits && o.fits(p)
		r.GPSLeft = r.GPSLeft || o.gps
		r.Bytes, r.Width, r.Height, r.Format = o.bytes, o.width, o.height, o.format
		r.PSNR, r.SameData = o.psnr, o.sameScan
	}
	if len(times) > 0 {
		r.Ms, r.MsMin, r.MsMax = round1(median(times)), round1(slices.Min(times)), round1(slices.Max(times))
		r.PeakRSS = round1(median(memory))
	}
	r.LongTask, r.Gap, r.GoHeap = round1(r.LongTask), round1(r.Gap), round1(r.GoHeap)
	return r
}

// median is 0 for no values.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[half]
	}
	return (sorted[half-1] + sorted[half]) / 2
}

func round1(v float64) float64 { return math.Round(v*10) / 10 }
func round2(v float64) float64 { return math.Round(v*100) / 100 }
