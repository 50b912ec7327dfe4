package imageproc

import "math"

// maxEncodes is how often a picture is encoded at most, to find what fits.
const maxEncodes = 3

// bestQuality is the highest that is asked for: what browsers use themselves when
// they aren't told. More costs many bytes and shows nothing. A picture that was coded
// without loss has more to lose, and its edges are those of a screen or a scanner.
const (
	bestQuality    = 0.92
	bestOfLossless = 0.95
)

// At fullChroma and above, Firefox stops halving the resolution of colours, and a
// file grows by up to chromaJump; other engines have no such step.
const (
	fullChroma = 0.90
	chromaJump = 1.8
)

// sizeByQuality says how large a photo of 48 megapixels is at which quality, in
// relation to 0.85, as Chromium writes it; WebKit and Go follow the same curve
// within a tenth, Firefox below fullChroma.
var sizeByQuality = [...]struct{ quality, size float64 }{
	{0.01, 0.05}, {0.3, 0.25}, {0.5, 0.37}, {0.7, 0.60}, {0.8, 0.82}, {0.85, 1},
	{0.89, 1.23}, {0.92, 1.49}, {0.95, 2.1}, {1, 8.4},
}

// relativeSize reads the curve.
func relativeSize(quality float64) float64 {
	last := sizeByQuality[0]
	for _, p := range sizeByQuality[1:] {
		if quality <= p.quality {
			part := max(0, quality-last.quality) / (p.quality - last.quality)
			return last.size + part*(p.size-last.size)
		}
		last = p
	}
	return last.size
}

// qualityOf reads the curve the other way.
func qualityOf(size float64) float64 {
	last := sizeByQuality[0]
	for _, p := range sizeByQuality[1:] {
		if size <= p.size {
			part := max(0, size-last.size) / (p.size - last.size)
			return last.quality + part*(p.quality-last.quality)
		}
		last = p
	}
	return 1
}

// attempt is one encode: how large a picture, how good.
type attempt struct {
	size    Size
	quality float64
}

// search finds the best encode that keeps a limit of bytes, with as few attempts as
// can be. It is a pure function of what it is told: it neither decodes nor encodes.
type search struct {
	full    Size    // px, which are given up only when the quality can't go lower
	hard    int64   // bytes that must not be exceeded
	soft    int64   // bytes that are exceeded only for the sake of lowest; at most hard
	lowest  float64 // quality; at this one, px are given up instead
	highest float64
	minSide int // px that the longest side must keep
}

// first proposes an attempt from how many bytes the picture is expected to have at
// quality 0.85; ok is false when no size may be used.
func (s search) first(expected float64) (a attempt, ok bool) {
	return s.choose(attempt{s.full, 0.85}, expected, 0.9*float64(s.soft), 0.9*float64(s.hard))
}

// noisePixel is what a px takes, in bytes, in a picture of nothing but noise at
// bestOfLossless, as Chromium writes it (1.02). Nothing takes more, but where colours
// aren't halved: there a picture of noise is encoded once more.
const noisePixel = 1.1

// loose reports whether the limit is so far from what is expected at the highest
// quality that the guess would have to be wrong by half for it to matter, or whether it
// is more than any picture of that many px takes.
func (s search) loose(expected float64) bool {
	most := noisePixel * float64(s.full.Width) * float64(s.full.Height)
	return expected*relativeSize(s.highest) <= 0.5*float64(s.soft) ||
		s.highest <= bestOfLossless && most <= float64(s.soft)
}

// next proposes what to try after an attempt that gave so many bytes, with so many
// attempts left; ok is false when there is nothing better to be had.
func (s search) next(last attempt, bytes int64, left int) (a attempt, ok bool) {
	got := float64(bytes)
	down := s
	down.full = last.size
	switch {
	case left <= 0:
		return attempt{}, false
	case bytes > s.hard:
		margin := 0.93
		if left == 1 {
			margin = 0.75 // the last one must do
		}
		return down.choose(last, got, margin*float64(s.soft), margin*float64(s.hard))
	case bytes > s.soft && last.quality > s.lowest:
		return down.choose(last, got, 0.93*float64(s.soft), float64(s.hard))
	case left == maxEncodes-1 && got < 0.5*float64(s.soft) && (last.quality < 0.8 || last.size != s.full):
		// The first guess was far too careful.
		a, ok = s.choose(last, got, 0.85*float64(s.soft), 0.85*float64(s.hard))
		better := a.size.Width > last.size.Width || a.size == last.size && a.quality > last.quality+0.02
		return a, ok && better
	}
	return attempt{}, false
}

// choose proposes the best attempt that should stay within soft bytes or, at the
// lowest quality, within hard, given that the attempt from has so many bytes.
func (s search) choose(from attempt, bytes, soft, hard float64) (a attempt, ok bool) {
	// What one unit of the curve is worth in bytes, at full size.
	unit := bytes / relativeSize(from.quality) * max(1, pixelRatio(s.full, from.size))
	quality := min(qualityOf(soft/unit), s.highest)
	if quality >= fullChroma && from.quality < fullChroma && unit*relativeSize(quality)*chromaJump > soft {
		quality = min(quality, fullChroma-0.01)
	}
	if quality >= s.lowest {
		return attempt{s.full, quality}, true
	}
	part := hard / (unit * relativeSize(s.lowest))
	switch {
	case part >= 1:
		return attempt{s.full, s.lowest}, true
	case !(part > 0):
		return attempt{}, false
	}
	// A smaller picture has more detail in each px, so bytes shrink more slowly than
	// px: with their power of 0.8.
	size := scaled(s.full, math.Pow(part, 1/(2*0.8)))
	if max(size.Width, size.Height) < s.minSide {
		size = within(s.full, s.minSide) // a guess is no reason to give up
	}
	a = attempt{size, s.lowest}
	return a, a != from && min(size.Width, size.Height) > 0
}

// pixelRatio is how many times more px a has than b.
func pixelRatio(a, b Size) float64 {
	return float64(a.Width) * float64(a.Height) / (float64(b.Width) * float64(b.Height))
}

// scaled rounds to whole px.
func scaled(s Size, by float64) Size {
	return Size{int(math.Round(float64(s.Width) * by)), int(math.Round(float64(s.Height) * by))}
}

// scaledDown rounds down, so that an area is not exceeded.
func scaledDown(s Size, by float64) Size {
	return Size{int(float64(s.Width) * by), int(float64(s.Height) * by)}
}

// within scales s so that its longer side is exactly most, if it is longer than that.
// An elongated picture may come out with no px on its shorter side.
func within(s Size, most int) Size {
	long := max(s.Width, s.Height)
	if long <= most {
		return s
	}
	return scaled(s, float64(most)/float64(long))
}

// expectedBytes guesses how many bytes a JPEG of size px, quality 0.85, of a picture
// will have. coded is how many bytes code its pixels now, quality with which it was
// encoded, if it is a JPEG and that is known.
func expectedBytes(info Info, coded int64, quality float64, size Size) float64 {
	bytes := float64(coded)
	pixels := float64(info.Width) * float64(info.Height)
	switch info.Format {
	case JPEG:
		if quality == 0 {
			quality = bestQuality
		}
		bytes /= relativeSize(quality)
	case WebP, HEIC, AVIF:
		bytes *= 2.5 // a newer format takes so much less for the same look
	default:
		// Lossless: a quarter, and at most the 5 bits a px of a picture of noise.
		bytes = min(bytes/4, 5*pixels/8)
	}
	upright := Size{info.Width, info.Height}
	return bytes * math.Pow(min(1, pixelRatio(size, upright)), 0.8)
}
