package imageproc

import (
	"cmp"
	"math"
)

// maxEncodes is how often a picture is encoded, at most, to find the best that fits. Where a
// sample predicts the bytes, one encode is usual.
const maxEncodes = 6

// The highest qualities. 0.92 is the browsers' own default; more takes many bytes and shows
// no difference. A lossless input has more to lose, and the sharp edges of a screen or a
// scanner.
const (
	maxQuality           = 0.92
	maxQualityOfLossless = 0.95
)

// photoPNG is how many bytes a px a PNG has at least if it is taken for a photo, which has the noise
// of a camera rather than sharp edges: of 24 photographs of documents, 22 have as many.
const photoPNG = 1.2

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
//
// All attempts lie on a path from few to many bytes: at minQuality from minSide to full, and
// then at full up to maxQuality. A position on it is the expected bytes, relative to those at
// full and quality 0.85.
type rateControl struct {
	full       Size  // px, reduced only at minQuality
	limit      int64 // bytes that must not be exceeded
	target     int64 // bytes that are exceeded only at minQuality; at most limit
	minQuality float64
	maxQuality float64
	minSide    int // px of the longer side

	low, high point   // of what was tried: the last position within bounds, and the first beyond; zero for none
	last      point   // of what was tried
	slope     float64 // of bytes by position, both logarithmic, between the last two; 0 is 1
}

// point is what an attempt gave.
type point struct{ position, bytes float64 }

func (p point) known() bool { return p.position > 0 }

// The part of a limit that an encode must use, or the next one is tried. Where only the
// input's own bytes bound the output, a more exact encode restores nothing.
const (
	minUse      = 0.85
	minUseInput = 0.5
	aimUse      = 0.93 // of the next one
)

// minStep is the ratio of two positions that are worth two attempts.
const minStep = 1.03

// lowest is the position at which full is given up.
func (rc *rateControl) lowest() float64 { return relativeSize(rc.minQuality) }

func (rc *rateControl) position(a attempt) float64 {
	if a.size == rc.full {
		return relativeSize(a.quality)
	}
	// A smaller picture has more detail in each px: bytes shrink with px to the power of 0.8.
	return rc.lowest() * math.Pow(pixelRatio(a.size, rc.full), 0.8)
}

// at returns the attempt at a position. ok is false if it has no px.
func (rc *rateControl) at(position float64) (a attempt, ok bool) {
	if position >= rc.lowest() {
		return attempt{rc.full, max(rc.minQuality, min(rc.maxQuality, qualityOf(position)))}, true
	}
	if !(position > 0) {
		return attempt{}, false
	}
	size := scaled(rc.full, math.Pow(position/rc.lowest(), 1/(2*0.8)))
	if max(size.Width, size.Height) < rc.minSide {
		size = fitWithin(rc.full, rc.minSide) // an estimate is no reason to give up
	}
	return attempt{size, rc.minQuality}, min(size.Width, size.Height) > 0
}

// bound is the number of bytes that must not be exceeded at a position.
func (rc *rateControl) bound(position float64) float64 {
	if position > rc.lowest() {
		return float64(rc.target)
	}
	return float64(rc.limit)
}

// first proposes an attempt, given the expected bytes at quality 0.85. ok is false if no
// size may be used.
func (rc *rateControl) first(expected float64) (a attempt, ok bool) {
	rc.low, rc.high, rc.last, rc.slope = point{}, point{}, point{}, 0
	return rc.at(rc.solve(point{1, expected}, 0.9))
}

// solve returns the position that is expected to use a part of its bound, given what another
// position gave.
func (rc *rateControl) solve(from point, part float64) float64 {
	slope := cmp.Or(rc.slope, 1)
	at := func(bytes int64) float64 {
		return from.position * math.Pow(max(0, part*float64(bytes)/from.bytes), 1/slope)
	}
	position := at(rc.target)
	if position < rc.lowest() {
		return min(rc.lowest(), at(rc.limit))
	}
	fine := relativeSize(fullChroma)
	if position >= fine && from.position < fine && from.bytes*min(position, relativeSize(rc.maxQuality))/from.position*chromaJump > part*float64(rc.target) {
		return relativeSize(fullChroma - 0.01)
	}
	return position
}

// maxBytesPerPixel is the size of a picture of pure noise at maxQualityOfLossless: 1.02 as
// Chromium writes it. Only files without chroma subsampling have more; for such a picture
// of noise a second encode is needed.
const maxBytesPerPixel = 1.1

// slack reports whether the limit doesn't bind: the expected bytes at the highest quality
// are at most half of it, or no picture of that size has more.
func (rc *rateControl) slack(expected float64) bool {
	noise := maxBytesPerPixel * float64(rc.full.Width) * float64(rc.full.Height)
	return expected*relativeSize(rc.maxQuality) <= 0.5*float64(rc.target) ||
		rc.maxQuality <= maxQualityOfLossless && noise <= float64(rc.target)
}

// note adds the result of an attempt, and reports whether it is the best so far within its
// bound.
func (rc *rateControl) note(a attempt, bytes float64) (best bool) {
	p := point{rc.position(a), bytes}
	if rc.last.known() {
		if rc.slope = slopeBetween(rc.last, p); rc.slope != 0 {
			rc.slope = min(2.5, max(0.4, rc.slope)) // beyond both points it may be another
		}
	}
	rc.last = p
	switch {
	case bytes > rc.bound(p.position):
		if !rc.high.known() || p.position < rc.high.position {
			rc.high = p
		}
	case !rc.low.known() || p.position > rc.low.position:
		rc.low = p
		return true
	}
	return false
}

// slopeBetween is the slope of bytes by position, both logarithmic; 0 for points that are too
// close, or between which bytes may have a step.
func slopeBetween(p, q point) float64 {
	lo, hi := min(p.position, q.position), max(p.position, q.position)
	fine := relativeSize(fullChroma)
	if hi < lo*minStep || lo < fine && hi >= fine || min(p.bytes, q.bytes) <= 0 {
		return 0
	}
	return math.Log(p.bytes/q.bytes) / math.Log(p.position/q.position)
}

// done reports whether the best attempt uses enough of its bound.
func (rc *rateControl) done() bool {
	use := minUse
	if rc.target < rc.limit && rc.low.position >= rc.lowest() {
		use = minUseInput
	}
	bound := float64(rc.target)
	if rc.low.position < rc.lowest() {
		bound = float64(rc.limit)
	}
	return rc.low.known() && (rc.low.bytes >= use*bound || rc.low.position >= relativeSize(rc.maxQuality)*0.999)
}

// next proposes what to encode after the noted attempts, with so many left. ok is false if
// nothing better can be expected.
func (rc *rateControl) next(left int) (a attempt, ok bool) {
	switch {
	case left <= 0 || rc.done():
		return attempt{}, false
	case left == 1 && !rc.low.known():
		return rc.propose(0.75) // the last one has to fit
	}
	return rc.propose(aimUse)
}

// propose returns the attempt that is expected to use a part of its bound, between the noted
// ones that are within their bounds and those that are beyond. ok is false if there is none.
func (rc *rateControl) propose(part float64) (a attempt, ok bool) {
	from, lowest, highest := rc.last, rc.low.position*minStep, math.Inf(1)
	between := rc.low.known() && rc.high.known()
	if rc.high.known() {
		highest = rc.high.position / minStep
	} else {
		rc.slope = min(1, rc.slope) // too far is better than too many small steps
	}
	if lowest > highest {
		return attempt{}, false
	}
	if slope := slopeBetween(rc.low, rc.high); between && slope > 0.1 {
		from, rc.slope = rc.low, slope
	}
	position := rc.solve(from, part)
	if between && (position < lowest || position > highest) {
		position = math.Sqrt(rc.low.position * rc.high.position) // the curve has another slope than expected
	}
	position = min(highest, max(lowest, position))
	if full := rc.lowest(); position < full && full < rc.high.position && rc.high.bytes <= float64(rc.limit) {
		position = full // what is beyond its target is within the limit: no px are given up
	}
	a, ok = rc.at(position)
	return a, ok && rc.position(a) != rc.last.position
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
