package main

import (
	"fmt"
	"math"
)

// equalBytes is ours held to what another tool made of a picture: as many bytes, or
// as many as ours will use, and the same size in px.
type equalBytes struct {
	Image     string  `json:"equal_bytes"`
	Tool      string  `json:"tool"` // the other one
	Kind      string  `json:"kind"`
	Format    string  `json:"format"` // the other's
	ToolBytes int     `json:"tool_bytes"`
	ToolPSNR  float64 `json:"tool_psnr_db"`
	First     int     `json:"first_bytes"` // ours, when it was given exactly those bytes
	Bytes     int     `json:"bytes"`       // ours, brought as near as can be
	Width     int     `json:"width"`
	Height    int     `json:"height"`
	PSNR      float64 `json:"psnr_db"`
	Gain      float64 `json:"gain_db"`     // ours less the other's
	Above     int     `json:"above_bytes"` // ours, at the next quality, which takes more than the other; 0: not needed
	AbovePSNR float64 `json:"above_psnr_db"`
	Error     string  `json:"error,omitempty"`
}

// tolerance of PSNR, dB, in which two pictures count as equally good.
const tolerance = 0.3

// How near ours is brought to the other's bytes, and how often that is tried.
const (
	nearEnough = 0.97
	mostTries  = 4
)

// equalBytes holds ours to each tool whose output fits. Rows tell what those made.
func (s *study) equalBytes(rows []row) ([]equalBytes, error) {
	var list []equalBytes
	var outs, above []*output
	for _, r := range rows {
		if r.Kind == "ours" || !r.Fits {
			continue
		}
		e := equalBytes{Image: r.Image, Tool: r.Tool, Kind: r.Kind, Format: r.Format, ToolBytes: r.Bytes, ToolPSNR: r.PSNR}
		below, over, err := s.nearest(&e, max(r.Width, r.Height))
		if err != nil {
			return nil, fmt.Errorf("%s at the bytes of %s: %w", s.picture.name, r.Tool, err)
		}
		list, outs, above = append(list, e), append(outs, below), append(above, over)
	}
	if err := s.judge(); err != nil {
		return nil, err
	}
	for i, o := range outs {
		if o != nil {
			list[i].Bytes, list[i].Width, list[i].Height, list[i].PSNR = o.bytes, o.width, o.height, o.psnr
			if a := above[i]; a != nil {
				list[i].Above, list[i].AbovePSNR = a.bytes, a.psnr
			}
			list[i].Gain = round2(list[i].at() - list[i].ToolPSNR)
		}
	}
	return list, nil
}

// at is ours at the other's bytes: between two neighbouring qualities, where it has none
// of just those bytes, PSNR goes as the logarithm of the bytes.
func (e *equalBytes) at() float64 {
	if e.Above <= e.Bytes || e.Bytes == 0 {
		return e.PSNR
	}
	part := math.Log(float64(e.ToolBytes)/float64(e.Bytes)) / math.Log(float64(e.Above)/float64(e.Bytes))
	return e.PSNR + part*(e.AbovePSNR-e.PSNR)
}

// nearest returns what ours makes of nearly as many bytes as the other's, never
// more, and where that isn't near the next above. When it leaves a part of what it was
// given unused, it is given more.
func (s *study) nearest(e *equalBytes, side int) (best, above *output, err error) {
	ask := e.ToolBytes
	for range mostTries {
		got, err := s.run(ours, want{MaxBytes: ask, MaxSide: side})
		if err != nil {
			return nil, nil, err
		}
		if got.Error != "" {
			if best == nil {
				e.Error = got.Error
			}
			return best, nil, nil
		}
		o := got.out
		if e.First == 0 {
			e.First = o.bytes
		}
		stuck := best != nil && o.bytes == best.bytes
		if o.bytes <= e.ToolBytes && (best == nil || o.bytes > best.bytes) {
			best = o
		}
		if stuck || best == o && float64(o.bytes) >= nearEnough*float64(e.ToolBytes) {
			break
		}
		ask = nextAsk(ask, o.bytes, e.ToolBytes)
	}
	if best == nil || float64(best.bytes) >= nearEnough*float64(e.ToolBytes) {
		return best, nil, nil
	}
	return s.finer(e, side, best)
}

// The qualities, in hundredths as JPEG encoders count them, between which ours is asked
// for more than it takes of its own accord.
const (
	ownQuality = 92
	mostFine   = 100
)

// finer returns what ours makes of nearly as many bytes when it is told to be at least
// so good, which is the way to have it spend more than it thinks of use: at two
// neighbouring qualities, of which above takes more than the other and may be nil.
func (s *study) finer(e *equalBytes, side int, best *output) (below, above *output, err error) {
	below = best
	low, high := ownQuality, mostFine+1
	for high-low > 1 {
		middle := (low + high) / 2
		got, err := s.run(ours, want{MaxBytes: 2 * mostBytes, MaxSide: side, Quality: float64(middle) / 100})
		if err != nil {
			return nil, nil, err
		}
		o := got.out
		switch {
		case got.Error != "" || o.width != best.width || o.height != best.height:
			high = middle
		case o.bytes > e.ToolBytes:
			high, above = middle, o
		default:
			low = middle
			if o.bytes > below.bytes {
				below = o
			}
		}
	}
	return below, above, nil
}

// nextAsk is the limit to give when asking for one gave so many bytes. It aims a
// little low, so as not to end above the target.
func nextAsk(asked, got, target int) int {
	return int(float64(asked) * 0.99 * float64(target) / float64(got))
}
