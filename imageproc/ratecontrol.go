package imageproc

import "math"

// maxEncodes is how often a picture is encoded, at most, to find one that fits.
const maxEncodes = 3

// The highest qualities. 0.92 is the browsers' own default; more takes many bytes and shows
// no difference. A lossless input has more to lose, and the sharp edges of a screen or a
// scanner.
const (
	maxQuality           = 0.92
	maxQualityOfLossless = 0.95
)

// From fullChroma on, Firefox no longer subsamples chroma, and a file grows by up to
// chromaJump. Other engines have no such step.
const (
	fullChroma = 0.90
	chromaJump = 1.8
)

// sizeByQuality is the file size of a 48-megapixel photo at a quality, relative to 0.85, as
// Chromium writes it. WebKit and Go are within a tenth of it, Firefox too below fullChroma.
var sizeByQuality = [...]struct{ quality, size float64 }{
	{0.01, 0.05}, {0.3, 0.25}, {0.5, 0.37}, {0.7, 0.60}, {0.8, 0.82}, {0.85, 1},
	{0.89, 1.23}, {0.92, 1.49}, {0.95, 2.1}, {1, 8.4},
}

// relativeSize interpolates sizeByQuality.
func relativeSize(quality float64) float64 {
	return interpolate(quality, func(i int) (x, y float64) { return sizeByQuality[i].quality, sizeByQuality[i].size })
}

// qualityOf is the inverse of relativeSize.
func qualityOf(size float64) float64 {
	return interpolate(size, func(i int) (x, y float64) { return sizeByQuality[i].size, sizeByQuality[i].quality })
}

// interpolate returns y at x, within the range of the points.
func interpolate(x float64, point func(i int) (x, y float64)) float64 {
	x0, y0 := point(0)
	for i := 1; i < len(sizeByQuality); i++ {
		x1, y1 := point(i)
		if x <= x1 {
			return y0 + max(0, x-x0)/(x1-x0)*(y1-y0)
		}
		x0, y0 = x1, y1
	}
	return y0
}

// attempt is one encode.
type attempt struct {
	size    Size
	quality float64
}

// rateControl finds the best encode within a number of bytes, in as few attempts as
// possible. It is pure: it neither decodes nor encodes.
type rateControl struct {
	full       Size  // px, reduced only at minQuality
	limit      int64 // bytes that must not be exceeded
	target     int64 // bytes that are exceeded only at minQuality; at most limit
	minQuality float64
	maxQuality float64
	minSide    int // px of the longer side
}

// first proposes an attempt, given the expected bytes at quality 0.85. ok is false if no
// size may be used.
func (rc rateControl) first(expected float64) (a attempt, ok bool) {
	return rc.choose(attempt{rc.full, 0.85}, expected, 0.9*float64(rc.target), 0.9*float64(rc.limit))
}

// maxBytesPerPixel is the size of a picture of pure noise at maxQualityOfLossless: 1.02 as
// Chromium writes it. Only files without chroma subsampling have more; for such a picture
// of noise a second encode is needed.
const maxBytesPerPixel = 1.1

// slack reports whether the limit doesn't bind: the expected bytes at the highest quality
// are at most half of it, or no picture of that size has more.
func (rc rateControl) slack(expected float64) bool {
	noise := maxBytesPerPixel * float64(rc.full.Width) * float64(rc.full.Height)
	return expected*relativeSize(rc.maxQuality) <= 0.5*float64(rc.target) ||
		rc.maxQuality <= maxQualityOfLossless && noise <= float64(rc.target)
}

// next proposes what to try after an attempt that gave so many bytes, with so many attempts
// left. ok is false if nothing better can be expected.
func (rc rateControl) next(last attempt, bytes int64, left int) (a attempt, ok bool) {
	got := float64(bytes)
	down := rc
	down.full = last.size
	switch {
	case left <= 0:
		return attempt{}, false
	case bytes > rc.limit:
		margin := 0.93
		if left == 1 {
			margin = 0.75 // the last one has to fit
		}
		return down.choose(last, got, margin*float64(rc.target), margin*float64(rc.limit))
	case bytes > rc.target && last.quality > rc.minQuality:
		return down.choose(last, got, 0.93*float64(rc.target), float64(rc.limit))
	case left == maxEncodes-1 && got < 0.5*float64(rc.target) && (last.quality < 0.8 || last.size != rc.full):
		// The first attempt was far too cautious.
		a, ok = rc.choose(last, got, 0.85*float64(rc.target), 0.85*float64(rc.limit))
		better := a.size.Width > last.size.Width || a.size == last.size && a.quality > last.quality+0.02
		return a, ok && better
	}
	return attempt{}, false
}

// choose proposes the best attempt expected to stay within target bytes or, at minQuality,
// within limit, given that the attempt from has so many bytes.
func (rc rateControl) choose(from attempt, bytes, target, limit float64) (a attempt, ok bool) {
	// The bytes of relative size 1 at full size.
	unit := bytes / relativeSize(from.quality) * max(1, pixelRatio(rc.full, from.size))
	quality := min(qualityOf(target/unit), rc.maxQuality)
	if quality >= fullChroma && from.quality < fullChroma && unit*relativeSize(quality)*chromaJump > target {
		quality = min(quality, fullChroma-0.01)
	}
	if quality >= rc.minQuality {
		return attempt{rc.full, quality}, true
	}
	part := limit / (unit * relativeSize(rc.minQuality))
	switch {
	case part >= 1:
		return attempt{rc.full, rc.minQuality}, true
	case !(part > 0):
		return attempt{}, false
	}
	// A smaller picture has more detail in each px: bytes shrink with px to the power of 0.8.
	size := scaled(rc.full, math.Pow(part, 1/(2*0.8)))
	if max(size.Width, size.Height) < rc.minSide {
		size = fitWithin(rc.full, rc.minSide) // an estimate is no reason to give up
	}
	a = attempt{size, rc.minQuality}
	return a, a != from && min(size.Width, size.Height) > 0
}

// expectedBytes estimates the bytes of a JPEG of a size at quality 0.85, given how many
// bytes code the input's pixels.
func expectedBytes(info Info, coded int64, size Size) float64 {
	bytes := float64(coded)
	pixels := float64(info.Width) * float64(info.Height)
	switch info.Format {
	case JPEG:
		quality := info.Quality
		if quality == 0 {
			quality = maxQuality
		}
		bytes /= relativeSize(quality)
	case WebP, HEIC, AVIF:
		bytes *= 2.5 // newer formats take so much less for the same look
	default:
		// Lossless: a quarter, and at most the 5 bits a px of noise.
		bytes = min(bytes/4, 5*pixels/8)
	}
	return bytes * math.Pow(min(1, pixelRatio(size, Size{info.Width, info.Height})), 0.8)
}

// pixelRatio is a's number of px divided by b's.
func pixelRatio(a, b Size) float64 {
	return float64(a.Width) * float64(a.Height) / (float64(b.Width) * float64(b.Height))
}

// scaled rounds to whole px.
func scaled(s Size, by float64) Size {
	return Size{int(math.Round(float64(s.Width) * by)), int(math.Round(float64(s.Height) * by))}
}

// fitWithin scales s down so that its longer side is at most side. The shorter side of an
// elongated picture may become 0.
func fitWithin(s Size, side int) Size {
	long := max(s.Width, s.Height)
	if long <= side {
		return s
	}
	return scaled(s, float64(side)/float64(long))
}
