package main

import "fmt"

// bar is one thing that ours has to show, judged by the figures of this run.
type bar struct {
	Name  string `json:"bar"`
	Image string `json:"image"`
	OK    bool   `json:"ok"`
	Have  string `json:"have"`
	Want  string `json:"want"`
}

// mostTask is how long a task of the page's own thread may take, ms.
const mostTask = 50

// judgeBars judges every picture that was measured.
func judgeBars(rows []row, equal []equalBytes) []bar {
	var bars []bar
	for _, mine := range rows {
		if mine.Kind != "ours" {
			continue
		}
		var peers []row
		for _, r := range rows {
			if r.Image == mine.Image && r.Kind == "peer" && r.Error == "" {
				peers = append(peers, r)
			}
		}
		j := judge{mine: mine, peers: peers}
		j.add("fits, every time", mine.Fits, yesNo(mine.Fits), "yes")
		if mine.Case == "fits" {
			j.alreadyFits()
		} else {
			j.shrinks()
			j.equalBytes(equal)
		}
		j.add("page's longest task", mine.LongTask <= mostTask, fmt.Sprintf("%.0f ms", mine.LongTask), fmt.Sprintf("at most %d ms", mostTask))
		bars = append(bars, j.bars...)
	}
	return bars
}

// judge is the judgement of one picture.
type judge struct {
	mine  row
	peers []row
	bars  []bar
}

func (j *judge) add(name string, ok bool, have, want string) {
	j.bars = append(j.bars, bar{Name: name, Image: j.mine.Image, OK: ok, Have: have, Want: want})
}

// atMost adds a bar on a figure that is better when it is smaller; without a peer
// to compare with there is none.
func (j *judge) atMost(name, unit string, have, want float64) {
	if want > 0 {
		j.add(name, have <= want, fmt.Sprintf("%.0f %s", have, unit), fmt.Sprintf("at most %.0f %s", want, unit))
	}
}

func (j *judge) alreadyFits() {
	j.atMost("a twentieth of the fastest peer's time", "ms", j.mine.Ms, least(j.peers, row.time)/20)
	j.add("pixel data untouched", j.mine.SameData, yesNo(j.mine.SameData), "yes")
	j.add("no GPS left", !j.mine.GPSLeft, yesNo(!j.mine.GPSLeft), "yes")
}

func (j *judge) shrinks() {
	var right []row
	var times []float64
	for _, p := range j.peers {
		times = append(times, p.Ms)
		if p.Fits {
			right = append(right, p)
		}
	}
	j.atMost("not slower than the fastest peer that gets it right", "ms", j.mine.Ms, least(right, row.time))
	j.atMost("twice as fast as the median peer", "ms", j.mine.Ms, median(times)/2)
	memory := least(right, row.memory)
	if j.mine.Image == "48 MP" {
		j.atMost("0.8 of the leanest peer's memory", "MB", j.mine.PeakRSS, 0.8*memory)
	} else {
		j.atMost("less memory than the leanest peer", "MB", j.mine.PeakRSS, memory)
	}
}

// equalBytes compares with the peer whose output is closest to the reference.
func (j *judge) equalBytes(equal []equalBytes) {
	var best equalBytes
	for _, e := range equal {
		if e.Image == j.mine.Image && e.Kind == "peer" && e.ToolPSNR > best.ToolPSNR {
			best = e
		}
	}
	if best.Tool != "" {
		j.add("as close to the reference as "+best.Tool+" at its bytes", best.Error == "" && best.Gain >= -tolerance,
			fmt.Sprintf("%.2f dB", best.at()),
			fmt.Sprintf("%.2f dB in %.2f MB, less %.1f dB", best.ToolPSNR, float64(best.ToolBytes)/1e6, tolerance))
	}
}

func (r row) time() float64   { return r.Ms }
func (r row) memory() float64 { return r.PeakRSS }

// least is the smallest figure of rows, 0 of none.
func least(rows []row, figure func(row) float64) (v float64) {
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
