package main

import (
	"fmt"
	"slices"
)

// criterion is one thing that ours must achieve, judged by the figures of this run.
type criterion struct {
	Name  string `json:"bar"`
	Image string `json:"image"`
	OK    bool   `json:"ok"`
	Have  string `json:"have"`
	Want  string `json:"want"`
}

// maxTask is how long a task of the page's main thread may take, ms: the threshold of the
// Long Tasks API.
const maxTask = 50

// largePicture is more px than a picture of 8000 × 5000 has.
const largePicture = 40_000_000

// evaluate judges every picture that was measured.
func evaluate(rows []row, equal []equalBytes) (all []criterion) {
	for _, r := range rows {
		switch {
		case r.Case == "same_size" && r.Kind == "ours", r.Kind == "option":
			all = append(all, evaluateSize(r, rows)...)
		case r.Kind == "ours":
			all = append(all, evaluatePicture(r, rows, equal)...)
		}
	}
	return all
}

func evaluatePicture(mine row, rows []row, equal []equalBytes) (all []criterion) {
	add := func(name string, ok bool, have, want string) {
		all = append(all, criterion{Name: name, Image: mine.Image, OK: ok, Have: have, Want: want})
	}
	isTrue := func(name string, ok bool) { add(name, ok, yesNo[ok], "yes") }
	// Without a peer to compare with, limit is 0 and nothing is added.
	atMost := func(name, unit string, have, limit float64) {
		if limit > 0 {
			add(name, have <= limit, fmt.Sprintf("%.0f %s", have, unit), fmt.Sprintf("at most %.0f %s", limit, unit))
		}
	}
	var times, rightTimes, rightMemory []float64 // of the peers; right: of those whose output fits
	var compressorjs float64                     // ms
	for _, r := range rows {
		if r.Image != mine.Image || r.Kind != "peer" || r.Error != "" {
			continue
		}
		times = append(times, r.Ms)
		if r.Tool == "compressorjs" {
			compressorjs = r.Ms
		}
		if r.Fits {
			rightTimes, rightMemory = append(rightTimes, r.Ms), append(rightMemory, r.PeakRSS)
		}
	}
	isTrue("fits, every time", mine.Fits)
	if mine.Case == "fits" {
		atMost("a twentieth of the fastest peer's time", "ms", mine.Ms, smallest(times)/20)
		isTrue("pixel data untouched", mine.SameData)
		isTrue("no GPS left", !mine.GPSLeft)
	} else {
		atMost("not slower than the fastest peer that gets it right", "ms", mine.Ms, smallest(rightTimes))
		atMost("twice as fast as the median peer", "ms", mine.Ms, median(times)/2)
		if mine.Image == "48 MP" {
			atMost("0.8 of the leanest peer's memory", "MB", mine.PeakRSS, 0.8*smallest(rightMemory))
		} else {
			atMost("less memory than the leanest peer", "MB", mine.PeakRSS, smallest(rightMemory))
		}
		if mine.PxIn > largePicture {
			atMost("nine tenths of compressorjs's time", "ms", mine.Ms, 0.9*compressorjs)
		}
		if best := mostFaithful(mine.Image, equal); best.Tool != "" {
			have := "–"
			if best.Bytes > 0 {
				have = decibels(best.interpolatedPSNR()) + " dB"
			}
			add("as close to the reference as "+best.Tool+" at its bytes", best.Bytes > 0 && best.Gain >= -tolerance, have,
				fmt.Sprintf("%.2f dB in %.2f MB, less %.1f dB", best.ToolPSNR, float64(best.ToolBytes)/1e6, tolerance))
		}
	}
	atMost("page's longest task", "ms", mine.LongTask, maxTask)
	return all
}

// maxOverhead is how much longer ours may take than the browser's own functions without a
// check, for the same px.
const maxOverhead = 1.25

// evaluateSize judges ours at the px of the others. Decoding, scaling and encoding are then the
// browser's own work, the same for every tool.
func evaluateSize(mine row, rows []row) (all []criterion) {
	name := mine.Image
	if mine.Kind == "option" {
		name += ", fidelity"
	}
	all = append(all, criterion{Name: "fits, every time", Image: name, OK: mine.Fits, Have: yesNo[mine.Fits], Want: "yes"})
	for _, r := range rows {
		if r.Image == mine.Image && r.Kind == "reference" && r.Tool != libjpeg.name && r.Error == "" {
			all = append(all, criterion{Name: fmt.Sprintf("at most %.2f of the time of the browser's own functions", maxOverhead), Image: name,
				OK: mine.Ms <= maxOverhead*r.Ms, Have: fmt.Sprintf("%.0f ms", mine.Ms), Want: fmt.Sprintf("at most %.0f ms", maxOverhead*r.Ms)})
		}
	}
	return append(all, criterion{Name: "page's longest task", Image: name, OK: mine.LongTask <= maxTask,
		Have: fmt.Sprintf("%.0f ms", mine.LongTask), Want: fmt.Sprintf("at most %d ms", maxTask)})
}

// mostFaithful returns the comparison with the peer of the highest PSNR.
func mostFaithful(image string, equal []equalBytes) (best equalBytes) {
	for _, e := range equal {
		if e.Image == image && e.Kind == "peer" && e.ToolPSNR > best.ToolPSNR {
			best = e
		}
	}
	return best
}

// smallest is 0 for no values.
func smallest(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	return slices.Min(values)
}

var yesNo = map[bool]string{true: "yes", false: "no"}
