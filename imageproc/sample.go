package imageproc

import (
	"context"
	"math"
)

// sampleSide is the side of a sample, in px: large enough that a JPEG's tables and first
// blocks don't count, small enough to be encoded in 15 ms.
const sampleSide = 1024

// sampleTile is the side of a tile, in px: a multiple of 16, so that no block of a JPEG with
// subsampled chroma lies across two of them. Many small tiles represent a picture better
// than few large ones.
const sampleTile = 64

// sampleTiles spreads tiles over a picture: one at a pseudo-random place in each cell of a
// grid, so that they don't align with the rows and columns of a document. They lie at
// multiples of 16 px, where the picture's own blocks do, and always at the same places.
func sampleTiles(of Size) []Tile {
	const n = sampleSide / sampleTile
	tiles := make([]Tile, 0, n*n)
	random := uint32(1)
	for row := range n {
		for column := range n {
			random = random*1664525 + 1013904223 // Numerical Recipes' generator
			tiles = append(tiles, Tile{
				X: tileStart(of.Width, column, n, random>>24), Y: tileStart(of.Height, row, n, random>>16&0xff),
				ToX: column * sampleTile, ToY: row * sampleTile, Side: sampleTile,
			})
		}
	}
	return tiles
}

// tileStart is where the i-th of n tiles begins on a side; random is 0 to 255.
func tileStart(side, i, n int, random uint32) int {
	start, room := i*side/n, max(0, side/n-sampleTile)
	at := start + room*int(random)/255
	return min(at, max(0, side-sampleTile)) &^ 15
}

// worthSampling reports whether a sample is much cheaper to encode than a picture of a size.
func worthSampling(s Size) bool {
	return int64(s.Width)*int64(s.Height) >= 3*sampleSide*sampleSide && min(s.Width, s.Height) >= sampleTile
}

// Bounds of a prediction. Samples are off by a few per cent: a prediction too near to the limit
// risks a second encode, and one far below it gives up quality.
const (
	predictable  = 0.97 // of the limits of the encode, which are the bounds of the sample
	minPredicted = 0.91 // of the bound of the sample
	aimPredicted = 0.96 // the same
)

// predicting returns a rateControl whose limits leave room for the error of a sample.
func (rc rateControl) predicting() rateControl {
	rc.limit, rc.target = int64(predictable*float64(rc.limit)), int64(predictable*float64(rc.target))
	return rc
}

// maxSamples is how often a sample is encoded, at most. The third encode moves the quality
// by less than a thousandth.
const maxSamples = 4

// headerBytes is what a JPEG has beside its pixels, in the sample as in the picture.
const headerBytes = 620

// refine predicts the bytes of an attempt from a sample of the picture, and returns an attempt
// with a better quality, and fewer px if no quality is low enough. A picture that isn't worth
// sampling keeps a.
func (rc *rateControl) refine(ctx context.Context, whole Bitmap, a attempt) attempt {
	if a.size != whole.Size() || !worthSampling(a.size) {
		return a
	}
	sample, err := whole.Sample(sampleSide, sampleTiles(a.size))
	if err != nil {
		return a
	}
	defer sample.Close()
	if a.size == rc.full && a.quality > rc.maxQuality-0.1 {
		a.quality = rc.maxQuality // first stays below fullChroma as a precaution; the sample measures it
	}
	ratio := pixelRatio(a.size, Size{sampleSide, sampleSide})
	for range maxSamples {
		out, err := sample.Encode(ctx, JPEG, a.quality)
		if err != nil {
			return a
		}
		bytes := headerBytes + ratio*math.Max(0, float64(out.Size()-headerBytes))
		rc.note(a, bytes)
		bound := rc.bound(rc.last.position)
		if bytes <= bound && (bytes >= minPredicted*bound || a.size == rc.full && a.quality >= rc.maxQuality) {
			return a
		}
		better, ok := rc.propose(aimPredicted)
		if !ok {
			return a
		}
		settled := better.size != a.size || math.Abs(better.quality-a.quality) < 0.002
		a = better
		if settled {
			return a
		}
	}
	return a
}
