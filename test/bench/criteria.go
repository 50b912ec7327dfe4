package main

import "fmt"

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

// evaluate judges every picture that was measured.
func evaluate(rows []row, equal []equalBytes) []criterion {
	var all []criterion
	for _, mine := range rows {
		if mine.Kind != "ours" {
			continue
		}
		e := evaluation{mine: mine}
		for _, r := range rows {
			if r.Image == mine.Image && r.Kind == "peer" && r.Error == "" {
				e.peers = append(e.peers, r)
			}
		}
		e.add("fits, every time", mine.Fits, yesNo(mine.Fits), "yes")
		if mine.Case == "fits" {
			e.unchanged()
		} else {
			e.shrunk()
			e.atEqualBytes(equal)
		}
		e.add("page's longest task", mine.LongTask <= maxTask, fmt.Sprintf("%.0f ms", mine.LongTask), fmt.Sprintf("at most %d ms", maxTask))
		all = append(all, e.criteria...)
	}
	return all
}

// evaluation is that of one picture.
type evaluation struct {
	mine     row
	peers    []row
	criteria []criterion
}

func (e *evaluation) add(name string, ok bool, have, want string) {
	e.criteria = append(e.criteria, criterion{Name: name, Image: e.mine.Image, OK: ok, Have: have, Want: want})
}

// atMost adds an upper limit. Without a peer to compare with, limit is 0 and nothing is
// added.
func (e *evaluation) atMost(name, unit string, have, limit float64) {
	if limit > 0 {
		e.add(name, have <= limit, fmt.Sprintf("%.0f %s", have, unit), fmt.Sprintf("at most %.0f %s", limit, unit))
	}
}

func (e *evaluation) unchanged() {
	e.atMost("a twentieth of the fastest peer's time", "ms", e.mine.Ms, smallest(e.peers, row.time)/20)
	e.add("pixel data untouched", e.mine.SameData, yesNo(e.mine.SameData), "yes")
	e.add("no GPS left", !e.mine.GPSLeft, yesNo(!e.mine.GPSLeft), "yes")
}

func (e *evaluation) shrunk() {
	var right []row
	var times []float64
	for _, p := range e.peers {
		times = append(times, p.Ms)
		if p.Fits {
			right = append(right, p)
		}
	}
	e.atMost("not slower than the fastest peer that gets it right", "ms", e.mine.Ms, smallest(right, row.time))
	e.atMost("twice as fast as the median peer", "ms", e.mine.Ms, median(times)/2)
	memory := smallest(right, row.memory)
	if e.mine.Image == "48 MP" {
		e.atMost("0.8 of the leanest peer's memory", "MB", e.mine.PeakRSS, 0.8*memory)
	} else {
		e.atMost("less memory than the leanest peer", "MB", e.mine.PeakRSS, memory)
	}
}

// atEqualBytes compares with the peer of the highest PSNR.
func (e *evaluation) atEqualBytes(equal []equalBytes) {
	var best equalBytes
	for _, other := range equal {
		if other.Image == e.mine.Image && other.Kind == "peer" && other.ToolPSNR > best.ToolPSNR {
			best = other
		}
	}
	if best.Tool != "" {
		e.add("as close to the reference as "+best.Tool+" at its bytes", best.Error == "" && best.Gain >= -tolerance,
			fmt.Sprintf("%.2f dB", best.interpolatedPSNR()),
			fmt.Sprintf("%.2f dB in %.2f MB, less %.1f dB", best.ToolPSNR, float64(best.ToolBytes)/1e6, tolerance))
	}
}

func (r row) time() float64   { return r.Ms }
func (r row) memory() float64 { return r.PeakRSS }

// smallest is 0 for no rows.
func smallest(rows []row, figure func(row) float64) (v float64) {
	for i, r := range rows {
		if f := figure(r); i == 0 || f < v {
			v = f
		}
	}
	return v
}

func yesNo(v bool) string {
	if v {
		return "yes"
	}
	return "no"
}
