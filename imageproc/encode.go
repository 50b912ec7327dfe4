package imageproc

import (
	"context"
	"math"

	"credential-capture/fault"
)

// encode decodes the picture at the size that the limits allow and encodes it as JPEG until
// it fits: normally once.
func (f *fitting) encode(ctx context.Context) (*Result, error) {
	rc, err := f.rateControl()
	if err != nil {
		return nil, err
	}
	if (f.report.Animated || f.report.Repaired) && f.lossless != nil {
		// Browsers decode the first frame of an animated PNG, which may differ from the
		// default image that stripping leaves. What is repaired, all decoders read alike.
		f.early.drop()
		f.early, f.src = nil, f.lossless
	}
	expected := f.expectedBytes(rc.full)
	e := encoding{fitting: f, rc: rc, skipSample: rc.slack(expected)}
	defer e.close()
	a, ok := rc.first(expected)
	if e.skipSample {
		a.quality = rc.maxQuality // first allows for finer chroma, which slack has room for
	}
	for ok {
		out, err := e.try(ctx, a)
		switch {
		case err != nil && e.shrink(err):
			a, ok = e.rc.first(f.expectedBytes(e.rc.full))
			continue
		case err != nil:
			return nil, err
		}
		best := e.rc.note(attempt{Size{out.Info.Width, out.Info.Height}, out.Quality}, float64(out.Output.Size()))
		if out.Output.Size() <= rc.limit && (best || e.best == nil) {
			e.best = out
		}
		a, ok = e.rc.next(maxEncodes - f.encodes)
	}
	if e.best == nil {
		return nil, f.cannotFit()
	}
	return f.checkEncoded(ctx, e.best)
}

// maxSizes is how often a sample may ask for another size.
const maxSizes = 5

// encoding is the state between two encodes.
type encoding struct {
	*fitting
	rc         rateControl
	skipSample bool
	bitmap     Bitmap  // of the last attempt, nil before the first
	best       *Result // the best output within the limit
}

// fraction is how far an encode is when it has done a part: the number of encodes is unknown,
// and usually one.
func (e *encoding) fraction(part float64) float64 {
	n := float64(e.encodes)
	return 0.1 + 0.8*(n+part)/(n+2)
}

func (e *encoding) close() {
	if e.bitmap != nil {
		e.bitmap.Close()
		e.bitmap = nil
	}
}

// try decodes and encodes once. Before the first encode it lets a sample correct a, unless
// the limit is so slack that any attempt fits.
func (e *encoding) try(ctx context.Context, a attempt) (*Result, error) {
	if err := e.decode(ctx, a.size); err != nil {
		return nil, err
	}
	if e.encodes == 0 && !e.skipSample {
		predicted := e.rc.predicting()
		for range maxSizes {
			a = predicted.refine(ctx, e.bitmap, a)
			if a.size == e.bitmap.Size() {
				break
			}
			if err := e.decode(ctx, a.size); err != nil {
				return nil, err
			}
		}
		e.rc.slope, e.rc.high = predicted.slope, predicted.high
	}
	e.progress("encode", e.fraction(0.5))
	out, info, err := encodeChecked(ctx, e.bitmap, a.quality)
	if err != nil {
		return nil, err
	}
	e.encodes++
	return &Result{Output: out, Action: e.action(a.size), Info: *info, Quality: a.quality}, nil
}

// decode makes a bitmap of a size: the one at hand, or else a new one, before which the
// other is closed so that there are never two.
func (e *encoding) decode(ctx context.Context, size Size) (err error) {
	if e.bitmap != nil && e.bitmap.Size() == size {
		return nil
	}
	e.close()
	e.progress("decode", e.fraction(0))
	if e.codec == nil {
		return fault.New(fault.Codec, "there is no codec")
	}
	if e.early != nil && e.early.size == size {
		e.bitmap, err = e.early.take()
	} else {
		e.early.drop() // frees its memory before the other takes some
		e.bitmap, err = decodeChecked(ctx, e.codec, e.src, e.report.Info, size)
	}
	e.early = nil
	return err
}

// shrink continues with an area that any canvas can hold after the codec has failed at a
// larger one: the Go codec would need memory that such a device lacks.
func (e *encoding) shrink(err error) bool {
	if code := fault.CodeOf(err); code != fault.Codec && code != fault.OutOfMemory {
		return false
	}
	ratio := float64(e.rc.full.Width) * float64(e.rc.full.Height) / BalancedMaxPixels
	if ratio <= 1 {
		return false
	}
	e.close()
	by := 1 / math.Sqrt(ratio)
	// Rounded down, so that the area is not exceeded.
	e.rc.full = Size{int(float64(e.rc.full.Width) * by), int(float64(e.rc.full.Height) * by)}
	return max(e.rc.full.Width, e.rc.full.Height) >= e.rc.minSide
}

// decodeSize is the size at which a picture is decoded: the largest within the limits and the
// preference, the same with every codec.
func (f *fitting) decodeSize(info Info) Size {
	var size Size
	size.Width, size.Height = info.Upright()
	if f.options.Prefer == Balanced {
		size = balanced(size)
	}
	return fitWithin(size, f.options.Limits.MaxSide)
}

// rateControl derives the bounds of the encode from the limits and the input.
func (f *fitting) rateControl() (rateControl, error) {
	r, limits := f.report, f.options.Limits
	full := f.decodeSize(r.Info)
	if !r.encodable(limits) {
		return rateControl{}, f.cannotFit()
	}
	rc := rateControl{
		full: full, limit: limits.MaxBytes, target: limits.MaxBytes,
		minQuality: f.options.MinQuality, maxQuality: maxQuality, minSide: limits.MinSide,
	}
	switch r.Format {
	case PNG, BMP, TIFF, GIF:
		rc.maxQuality = maxQualityOfLossless
	}
	if r.Format == PNG && float64(r.Bytes) >= photoPNG*float64(r.Width)*float64(r.Height) {
		rc.maxQuality = maxQuality
	}
	rc.maxQuality = max(rc.maxQuality, rc.minQuality)
	if r.Format == JPEG {
		// More bytes, or much more quality, than the input has would restore nothing.
		rc.target = min(rc.target, f.codedBytes())
		if r.Quality > 0 {
			rc.maxQuality = max(rc.minQuality, min(rc.maxQuality, r.Quality+0.03))
		}
	}
	return rc, nil
}

// codedBytes is how many bytes code the input's pixels.
func (f *fitting) codedBytes() int64 {
	if f.lossless != nil {
		return f.lossless.Size()
	}
	return f.report.Bytes
}

func (f *fitting) expectedBytes(size Size) float64 {
	return expectedBytes(f.report.Info, f.codedBytes(), size)
}

// action is the name of an encode to a size.
func (f *fitting) action(size Size) Action {
	width, height := f.report.Upright()
	switch {
	case !f.options.Limits.Accepts(f.report.Format):
		return Converted
	case size != Size{width, height}:
		return Downscaled
	case f.report.Format != JPEG:
		return Converted
	}
	return Reencoded
}

// checkEncoded compares an output with the limits. encodeChecked has verified it otherwise.
func (f *fitting) checkEncoded(ctx context.Context, out *Result) (*Result, error) {
	f.progress("check", 0.95)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r := &Report{Info: out.Info}
	r.checkLimits(f.options.Limits)
	if len(r.Problems) > 0 {
		p := r.Problems[0]
		return nil, fault.New(fault.Codec, "the encoded picture is wrong: %s: %s", p.Code, p.Message)
	}
	out.Encodes = f.encodes
	return out, nil
}

func (f *fitting) cannotFit() error {
	limits := f.options.Limits
	width, height := f.report.Upright()
	return fault.New(fault.CannotFit, "no JPEG of %d × %d px within %d bytes and %d px a side was found",
		width, height, limits.MaxBytes, limits.MaxSide).
		With("width", width).With("height", height).With("bytes", f.report.Bytes).
		With("maxBytes", limits.MaxBytes).With("maxSide", limits.MaxSide)
}
