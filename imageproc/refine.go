package imageproc

import (
	"context"
	"math"
)

// How close a sample's word must come to the limit for an attempt to be made: a
// sample is wrong by a few per cent, and what is left below the limit is lost.
const (
	aim     = 0.93
	fullest = 0.97
	leanest = 0.88
)

// maxSamples is how many encodes of a sample are made at most; the third moves the
// quality by less than a thousandth.
const maxSamples = 4

// headBytes is what a JPEG has beside its pixels: tables that are there once, in the
// sample as in the picture.
const headBytes = 620

// refine asks a sample of the picture how many bytes an attempt would really take and
// returns the better one. Of pictures for which that wouldn't pay it returns a.
func (s search) refine(ctx context.Context, whole Bitmap, a attempt) attempt {
	if a.size != whole.Size() || !worthSampling(a.size) {
		return a
	}
	sample, err := whole.Sample(sampleSide, sampleTiles(whole.Size()))
	if err != nil {
		return a // it was a guess before and stays one
	}
	defer sample.Close()
	if a.size == s.full && a.quality > s.highest-0.1 {
		// The guess is careful where an engine might write finer colours. Asking is better.
		a.quality = s.highest
	}
	more := pixelRatio(a.size, Size{sampleSide, sampleSide})
	for range maxSamples {
		out, err := sample.Encode(ctx, JPEG, a.quality)
		if err != nil {
			return a
		}
		bytes := headBytes + more*math.Max(0, float64(out.Size()-headBytes))
		soft := float64(s.soft)
		if bytes <= fullest*soft && (bytes >= leanest*soft || a.quality >= s.highest && a.size == s.full) {
			return a
		}
		better, ok := s.choose(a, bytes, aim*soft, aim*float64(s.hard))
		if !ok || better.size != a.size || math.Abs(better.quality-a.quality) < 0.002 {
			if ok {
				a = better
			}
			return a
		}
		a = better
	}
	return a
}
