package imageproc

import (
	"context"

	"credential-capture/internal/fault"
)

// encode decodes the picture at the size that the limits allow and encodes it as
// JPEG until it fits: normally once.
func (f *fitting) encode(ctx context.Context, lossless *Splice) (*Result, error) {
	s, expected, err := f.search(lossless)
	if err != nil {
		return nil, err
	}
	a, ok := s.first(expected)
	if !ok {
		return nil, f.cannotFit()
	}
	var bitmap Bitmap
	defer func() {
		if bitmap != nil {
			bitmap.Close()
		}
	}()
	var best Source
	var made attempt
	for ok {
		if bitmap, err = f.decode(ctx, bitmap, a.size); err != nil {
			return nil, err
		}
		f.progress("encode", 0.1+0.8*(float64(f.encodes)+0.5)/maxEncodes)
		out, err := encodeChecked(ctx, bitmap, JPEG, a.quality)
		if err != nil {
			return nil, err
		}
		f.encodes++
		switch {
		case out.Size() <= s.hard:
			best, made = out, a // search proposes only what is better
		case best != nil:
			return f.checkEncoded(ctx, best, made)
		}
		a, ok = s.next(a, out.Size(), maxEncodes-f.encodes)
	}
	if best == nil {
		return nil, f.cannotFit()
	}
	return f.checkEncoded(ctx, best, made)
}

// search says what the limits leave to be found, and the bytes to expect.
func (f *fitting) search(lossless *Splice) (search, float64, error) {
	r, limits := f.report, f.options.Limits
	width, height := r.Upright()
	full := within(Size{width, height}, limits.MaxSide)
	if min(full.Width, full.Height) < 1 || max(full.Width, full.Height) < limits.MinSide || !limits.Takes(JPEG) {
		return search{}, 0, f.cannotFit()
	}
	s := search{
		full: full, hard: limits.MaxBytes, soft: limits.MaxBytes,
		lowest: f.options.MinQuality, highest: max(bestQuality, f.options.MinQuality), minSide: limits.MinSide,
	}
	coded := r.Bytes
	if lossless != nil {
		coded = lossless.Size()
	}
	if r.Format == JPEG {
		// What the first encoder dropped doesn't come back: neither more bytes nor
		// much more quality than the input has.
		s.soft = min(s.soft, coded)
		if f.survey.quality > 0 {
			s.highest = max(s.lowest, min(s.highest, f.survey.quality+0.03))
		}
	}
	return s, expectedBytes(r.Info, coded, f.survey.quality, full), nil
}

// decode returns a bitmap of a size: the one at hand, or else a new one, before which
// the other is closed so that there never are two.
func (f *fitting) decode(ctx context.Context, at Bitmap, size Size) (Bitmap, error) {
	if at != nil {
		if at.Size() == size {
			return at, nil
		}
		at.Close()
	}
	f.progress("decode", 0.1+0.8*float64(f.encodes)/maxEncodes)
	if f.codec == nil {
		return nil, fault.New(fault.Codec, "there is no codec")
	}
	return decodeSized(ctx, f.codec, f.src, f.report.Info, size)
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

// checkEncoded validates what a codec made as strictly as any input.
func (f *fitting) checkEncoded(ctx context.Context, out Source, made attempt) (*Result, error) {
	f.progress("check", 0.95)
	r, err := Validate(ctx, out, f.options.Limits)
	if err != nil {
		return nil, err
	}
	if len(r.Problems) > 0 {
		p := r.Problems[0]
		return nil, fault.New(fault.Codec, "the encoded picture is not right: %s: %s", p.Code, p.Message)
	}
	return &Result{Output: out, Action: f.action(made.size), Info: r.Info, Quality: made.quality, Encodes: f.encodes}, nil
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
