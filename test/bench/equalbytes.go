package main

import (
	"fmt"
	"math"
)

// equalBytes compares ours with another tool's output at the same number of bytes and at
// most the same size in px.
type equalBytes struct {
	Image     string  `json:"equal_bytes"`
	Tool      string  `json:"tool"` // the other
	Kind      string  `json:"kind"`
	Format    string  `json:"format"` // of the other
	ToolBytes int     `json:"tool_bytes"`
	ToolPSNR  float64 `json:"tool_psnr_db"`
	First     int     `json:"first_bytes"` // ours, with a limit of ToolBytes
	Bytes     int     `json:"bytes"`       // ours, closest below ToolBytes
	Width     int     `json:"width"`
	Height    int     `json:"height"`
	PSNR      float64 `json:"psnr_db"`
	Gain      float64 `json:"gain_db"`     // ours minus the other's
	Above     int     `json:"above_bytes"` // ours, at the next quality above ToolBytes; 0: not needed
	AbovePSNR float64 `json:"above_psnr_db"`
	Error     string  `json:"error,omitempty"`

	below, above *output
}

// tolerance of PSNR, dB, within which two pictures count as equal.
const tolerance = 0.3

const (
	closeEnough = 0.97 // of the other's bytes
	maxTries    = 4
)

// equalBytes compares ours with each tool of the browser whose output fits.
func (s *study) equalBytes(rows []row) ([]equalBytes, error) {
	var list []equalBytes
	for _, r := range rows {
		if r.Kind == "ours" || r.Tool == faithful || r.Tool == libjpeg.name || !r.Fits {
			continue
		}
		e := equalBytes{Image: r.Image, Tool: r.Tool, Kind: r.Kind, Format: r.Format, ToolBytes: r.Bytes, ToolPSNR: r.PSNR}
		if err := s.approach(&e, max(r.Width, r.Height)); err != nil {
			return nil, fmt.Errorf("at the bytes of %s: %w", r.Tool, err)
		}
		list = append(list, e)
	}
	if err := s.comparePixels(); err != nil {
		return nil, err
	}
	for i := range list {
		e := &list[i]
		if e.below == nil {
			continue
		}
		e.Bytes, e.Width, e.Height, e.PSNR = e.below.bytes, e.below.width, e.below.height, e.below.psnr
		if e.above != nil {
			e.Above, e.AbovePSNR = e.above.bytes, e.above.psnr
		}
		e.Gain = round2(e.interpolatedPSNR() - e.ToolPSNR)
	}
	return list, nil
}

// interpolatedPSNR is ours at ToolBytes: between two neighbouring qualities, PSNR is linear
// in the logarithm of the bytes.
func (e *equalBytes) interpolatedPSNR() float64 {
	if e.Above <= e.Bytes || e.Bytes == 0 {
		return e.PSNR
	}
	part := math.Log(float64(e.ToolBytes)/float64(e.Bytes)) / math.Log(float64(e.Above)/float64(e.Bytes))
	return e.PSNR + part*(e.AbovePSNR-e.PSNR)
}

func (e *equalBytes) isClose() bool {
	return e.below != nil && float64(e.below.bytes) >= closeEnough*float64(e.ToolBytes)
}

// approach runs ours with limits of bytes until its output is just below ToolBytes. Where
// it leaves bytes unused, the limit is raised; where that changes nothing, a minimal
// quality makes it use more.
func (s *study) approach(e *equalBytes, side int) error {
	limit := e.ToolBytes
	for range maxTries {
		got, err := s.run(faithful, request{MaxBytes: limit, MaxSide: side})
		if err != nil {
			return err
		}
		if got.Error != "" {
			if e.below == nil {
				e.Error = got.Error
			}
			return nil
		}
		o := got.output
		if e.First == 0 {
			e.First = o.bytes
		}
		unchanged := e.below != nil && o.bytes == e.below.bytes
		if o.bytes <= e.ToolBytes && (e.below == nil || o.bytes > e.below.bytes) {
			e.below = o
		}
		if unchanged || e.isClose() {
			break
		}
		limit = nextLimit(limit, o.bytes, e.ToolBytes)
	}
	if e.below == nil || e.isClose() {
		return nil
	}
	return s.raiseQuality(e, side)
}

// raiseQuality finds the two neighbouring minimal qualities, in hundredths, whose outputs
// have fewer and more bytes than ToolBytes, by bisection.
func (s *study) raiseQuality(e *equalBytes, side int) error {
	limit := 2 * maxBytes
	if max(s.picture.width, s.picture.height) <= side {
		limit = min(limit, int(s.picture.bytes)-1) // the file itself must not fit
	}
	low, high := 92, 101 // 92 is the quality that ours chooses by itself
	for high-low > 1 {
		middle := (low + high) / 2
		got, err := s.run(faithful, request{MaxBytes: limit, MaxSide: side, MinQuality: float64(middle) / 100})
		if err != nil {
			return err
		}
		o := got.output
		switch {
		case got.Error != "" || o.width != e.below.width || o.height != e.below.height:
			high = middle
		case o.bytes > e.ToolBytes:
			high, e.above = middle, o
		default:
			low = middle
			if o.bytes > e.below.bytes {
				e.below = o
			}
		}
	}
	return nil
}

// nextLimit scales a limit that gave too many or too few bytes. It aims 1 % low, to stay
// below the target.
func nextLimit(limit, got, target int) int {
	return int(float64(limit) * 0.99 * float64(target) / float64(got))
}
