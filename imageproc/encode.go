package imageproc

import (
	"context"
	"math"

	"credential-capture/fault"
)

// encode decodes the picture at the size that the limits allow and encodes it as
// JPEG until it fits: normally once.
func (f *fitting) encode(ctx context.Context, lossless *Splice) (*Result, error) {
	s, err := f.search(lossless)
	if err != nil {
		return nil, err
	}
	if f.report.Animated && lossless != nil {
		// Of an animated PNG browsers decode the first frame, which may not be the picture
		// that stripping leaves.
		f.src = lossless
	}
	expected := f.expected(lossless, s.full)
	e := encoding{fitting: f, search: s, guessed: s.loose(expected)}
	defer e.close()
	a, ok := s.first(expected)
	if e.guessed {
		a.quality = s.highest // first is careful where an engine might write finer colours
	}
	for ok {
		out, made, err := e.try(ctx, a)
		switch {
		case err != nil && e.shrink(err):
			a, ok = e.search.first(f.expected(lossless, e.search.full))
			continue
		case err != nil:
			return nil, err
		case out.Size() <= s.hard:
			e.best, e.made = out, made // search proposes only what is better
		case e.best != nil:
			return f.checkEncoded(ctx, e.best, e.made)
		}
		a, ok = e.search.next(made, out.Size(), maxEncodes-f.encodes)
	}
	if e.best == nil {
		return nil, f.cannotFit()
	}
	return f.checkEncoded(ctx, e.best, e.made)
}

// encoding is what encode has at hand between two tries.
type encoding struct {
	*fitting
	search  search
	guessed bool   // the first attempt needs no sample
	bitmap  Bitmap // of the last try, nil before the first
	best    Source // the best output that keeps the limits, made by made
	made    attempt
}

func (e *encoding) close() {
	if e.bitmap != nil {
		e.bitmap.Close()
		e.bitmap = nil
	}
}

// try decodes and encodes once. Before the first encode it asks a sample of the picture
// whether a is the attempt to be made, unless any will do; what was made is told.
func (e *encoding) try(ctx context.Context, a attempt) (out Source, made attempt, err error) {
	if err := e.decode(ctx, a.size); err != nil {
		return nil, a, err
	}
	if e.encodes == 0 && !e.guessed {
		a = e.search.refine(ctx, e.bitmap, a)
		if err := e.decode(ctx, a.size); err != nil {
			return nil, a, err
		}
	}
	e.progress("encode", 0.1+0.8*(float64(e.encodes)+0.5)/maxEncodes)
	out, err = encodeChecked(ctx, e.bitmap, JPEG, a.quality)
	if err == nil {
		e.encodes++
	}
	return out, a, err
}

// decode makes a bitmap of a size: the one at hand, or else a new one, before which
// the other is closed so that there never are two.
func (e *encoding) decode(ctx context.Context, size Size) error {
	if e.bitmap != nil && e.bitmap.Size() == size {
		return nil
	}
	e.close()
	e.progress("decode", 0.1+0.8*float64(e.encodes)/maxEncodes)
	if e.codec == nil {
		return fault.New(fault.Codec, "there is no codec")
	}
	var err error
	if e.ahead != nil && e.ahead.size == size {
		e.bitmap, err = e.ahead.take()
	} else {
		e.ahead.drop() // before another one takes memory
		e.bitmap, err = decodeSized(ctx, e.codec, e.src, e.report.Info, size)
	}
	e.ahead = nil
	return err
}

// safeSide is the side, in px, of a square that every canvas has room for. With more
// px in all, Safari on iOS before 18 shows nothing, and phones with little memory fail
// now and then.
const safeSide = 4096

// shrink makes the search go on with a picture that any canvas holds, when the codec
// has failed at a larger one: fewer px are better than none, and than a decode in
// Go's memory that such a device has no room for.
func (e *encoding) shrink(err error) bool {
	switch fault.CodeOf(err) {
	case fault.Codec, fault.OutOfMemory:
	default:
		return false
	}
	ratio := pixelRatio(e.search.full, Size{safeSide, safeSide})
	if ratio <= 1 {
		return false
	}
	e.close()
	e.search.full = scaledDown(e.search.full, 1/math.Sqrt(ratio))
	return max(e.search.full.Width, e.search.full.Height) >= e.search.minSide
}

// search says what the limits leave to be found.
func (f *fitting) search(lossless *Splice) (search, error) {
	r, limits := f.report, f.options.Limits
	full := f.target(r.Info)
	if min(full.Width, full.Height) < 1 || max(full.Width, full.Height) < limits.MinSide || !limits.Takes(JPEG) {
		return search{}, f.cannotFit()
	}
	s := search{
		full: full, hard: limits.MaxBytes, soft: limits.MaxBytes,
		lowest: f.options.MinQuality, highest: bestQuality, minSide: limits.MinSide,
	}
	switch r.Format {
	case PNG, BMP, TIFF, GIF:
		s.highest = bestOfLossless
	}
	s.highest = max(s.highest, s.lowest)
	if r.Format == JPEG {
		// What the first encoder dropped doesn't come back: neither more bytes nor
		// much more quality than the input has.
		s.soft = min(s.soft, f.coded(lossless))
		if f.report.Quality > 0 {
			s.highest = max(s.lowest, min(s.highest, f.report.Quality+0.03))
		}
	}
	return s, nil
}

// coded is how many bytes code the picture's pixels.
func (f *fitting) coded(lossless *Splice) int64 {
	if lossless != nil {
		return lossless.Size()
	}
	return f.report.Bytes
}

// expected guesses the bytes of an encode at quality 0.85.
func (f *fitting) expected(lossless *Splice, size Size) float64 {
	return expectedBytes(f.report.Info, f.coded(lossless), f.report.Quality, size)
}

// action names what an encode of a size was.
func (f *fitting) action(size Size) Action {
	width, height := f.report.Upright()
	switch {
	case !f.options.Limits.Takes(f.report.Format):
		return Converted
	case size != Size{width, height}:
		return Downscaled
	case f.report.Format != JPEG:
		return Converted
	}
	return Reencoded
}

// checkEncoded holds what a codec made against the limits. That it is whole and shows the
// picture was made sure of when it was encoded.
func (f *fitting) checkEncoded(ctx context.Context, out Source, made attempt) (*Result, error) {
	f.progress("check", 0.95)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	info, err := Inspect(out)
	if err != nil {
		return nil, err
	}
	r := &Report{Info: *info}
	r.checkSize(f.options.Limits)
	if len(r.Problems) > 0 {
		p := r.Problems[0]
		return nil, fault.New(fault.Codec, "the encoded picture is not right: %s: %s", p.Code, p.Message)
	}
	return &Result{Output: out, Action: f.action(made.size), Info: *info, Quality: made.quality, Encodes: f.encodes}, nil
}

// checkStripped looks at the head of the stripped file and holds it against the
// limits. The rest of it was followed to its end a moment ago, as a part of src, and
// is not read a second time.
func (f *fitting) checkStripped(out *Splice) (*Result, error) {
	f.progress("check", 0.95)
	info, err := Inspect(out)
	if err != nil {
		return nil, err
	}
	in := f.report.Info
	r := &Report{Info: *info}
	r.checkSize(f.options.Limits)
	if !r.OK() || info.Format != in.Format || info.Width != in.Width || info.Height != in.Height ||
		info.Orientation != in.Orientation || info.Metadata.Private() {
		return nil, fault.New(fault.Internal, "the stripped %s is not the picture that it was", in.Format)
	}
	return &Result{Output: out, Action: Stripped, Info: *info}, nil
}

func (f *fitting) cannotFit() error {
	limits := f.options.Limits
	width, height := f.report.Upright()
	return fault.New(fault.CannotFit, "no JPEG of %d × %d px within %d bytes and %d px a side was found",
		width, height, limits.MaxBytes, limits.MaxSide).
		With("width", width).With("height", height).With("bytes", f.report.Bytes).
		With("maxBytes", limits.MaxBytes).With("maxSide", limits.MaxSide)
}
