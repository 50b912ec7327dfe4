package imageproc

import (
	"context"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
)

// Action is what Fit did, from the cheapest on.
type Action string

// The actions.
const (
	Untouched  Action = "untouched"  // the same bytes
	Stripped   Action = "stripped"   // metadata and trailing bytes dropped, the pixels' bytes the same
	Reencoded  Action = "reencoded"  // JPEG to JPEG, the same px
	Downscaled Action = "downscaled" // JPEG or PNG to a JPEG of fewer px
	Converted  Action = "converted"  // another format to JPEG; a PNG too, when its px stay
)

// MetadataPolicy says what becomes of data beside the picture.
type MetadataPolicy uint8

// The policies for metadata.
const (
	Strip MetadataPolicy = iota // all goes but the colour profile and the orientation
	Keep                        // it stays, as long as nothing else asks for new bytes
)

// OrientationPolicy says what becomes of an EXIF orientation.
type OrientationPolicy uint8

// The policies for the orientation.
const (
	Tag  OrientationPolicy = iota // it stays a tag where the pixels' bytes stay
	Bake                          // the pixels are turned, which means a new encode
)

// FitOptions are the choices that Fit leaves to its caller. The zero value, and nil,
// mean the defaults.
type FitOptions struct {
	Limits      Limits
	Metadata    MetadataPolicy    // default Strip
	Orientation OrientationPolicy // default Tag
	// MinQuality, above 0 to 1, is the lowest JPEG quality that is used; where it is
	// not low enough, px are given up. Default 0.7, below which small print on a
	// document begins to suffer more from the encoder than from fewer px.
	MinQuality float64
	Prefer     Preference // default Fidelity
	// OnProgress is called synchronously, with fractions that never go down.
	OnProgress func(Progress)
}

// DefaultMinQuality is FitOptions' own.
const DefaultMinQuality = 0.7

// Progress says how far Fit is. Stage is "inspect", "decode", "encode" or "check";
// Fraction, 0 to 1, is of the whole.
type Progress struct {
	Stage    string
	Fraction float64
}

// Result is a picture that fits.
type Result struct {
	// Output is the input itself (Untouched), a *Splice of it (Stripped), or what the
	// codec encoded.
	Output  Source
	Action  Action
	Info    Info    // of the output, read from its bytes
	Quality float64 // of the JPEG, 0 when nothing was encoded
	Encodes int     // how many it took
	Report  *Report // of the input
}

// Fit makes src fit the limits in the cheapest way that there is, and hides what the
// file says beside the picture. What it returns was looked at again: its structure
// is whole and it keeps the limits.
//
// Where pixels must be encoded anew the result is a JPEG, whatever src was: at the
// sizes at which anything has to be done a PNG of a photo takes several times the
// bytes, and it is the bytes that are limited. Transparency becomes white.
//
// It fails with the code of the first problem of src that can't be mended, with
// fault.CannotFit when nothing within the limits was found, with the codec's error,
// with fault.BadOption, or with ctx's error.
func Fit(ctx context.Context, src Source, codec Codec, opts *FitOptions) (*Result, error) {
	o, err := opts.resolved()
	if err != nil {
		return nil, err
	}
	f := &fitting{src: src, codec: codec, options: o}
	result, err := f.run(ctx)
	if err != nil {
		return nil, endOr(ctx, err)
	}
	return result, nil
}

// resolved fills in the defaults and refuses nonsense.
func (o *FitOptions) resolved() (FitOptions, error) {
	var r FitOptions
	if o != nil {
		r = *o
	}
	r.Limits = r.Limits.withDefaults()
	if r.MinQuality == 0 {
		r.MinQuality = DefaultMinQuality
	}
	switch {
	case !(r.MinQuality > 0 && r.MinQuality <= 1): // NaN too
		return r, fault.New(fault.BadOption, "above 0 and at most 1").On("minQuality")
	case r.Metadata > Keep:
		return r, fault.New(fault.BadOption, "no such policy").On("metadata")
	case r.Orientation > Bake:
		return r, fault.New(fault.BadOption, "no such policy").On("orientation")
	case r.Prefer > Speed:
		return r, fault.New(fault.BadOption, "no such preference").On("prefer")
	}
	return r, nil
}

// fitting is one call of Fit.
type fitting struct {
	src     Source
	codec   Codec
	options FitOptions
	report  *Report
	ahead   *ahead // nil when there is none
	encodes int
}

func (f *fitting) run(ctx context.Context) (*Result, error) {
	f.progress("inspect", 0)
	r := container.NewReader(f.src)
	r.Alive = ctx.Err
	defer f.end()
	f.readAhead(f.src.Size()) // the whole file is followed soon
	info, err := inspect(r)
	if err != nil || info.Format == Unknown || info.Format == PDF {
		f.readAhead(0) // nothing is to be followed; a PDF is read from its end
	} else {
		f.options.Limits = f.options.Limits.preferring(f.options.Prefer)
		f.ahead = f.decodeAhead(ctx, info)
	}
	var spans []Span
	f.report, spans = validateRest(r, info, err, f.options.Limits, true)
	if err := r.Err(); err != nil {
		return nil, err
	}
	if err := f.report.Fatal(); err != nil {
		return nil, err
	}
	var lossless *Splice
	if spans != nil {
		lossless = container.NewSplice(f.src, spans)
	}
	var result *Result
	switch action := f.plan(lossless); action {
	case Untouched:
		result = &Result{Output: f.src, Action: action, Info: f.report.Info}
	case Stripped:
		result, err = f.checkStripped(lossless)
	default:
		result, err = f.encode(ctx, lossless)
	}
	if err != nil {
		return nil, err
	}
	result.Report = f.report
	f.progress("check", 1)
	return result, nil
}

// plan chooses the cheapest way. lossless is the file once stripped, nil for formats
// that never are.
func (f *fitting) plan(lossless *Splice) Action {
	r := f.report
	turns := f.options.Orientation == Bake && r.Orientation != Normal
	hides := f.options.Metadata == Strip && (r.Metadata.Private() || r.Animated)
	switch {
	case r.OK() && !turns && (!hides || r.Format == PDF):
		return Untouched
	case lossless != nil && !turns && onlyTooManyBytes(r) && lossless.Size() <= f.options.Limits.MaxBytes:
		return Stripped
	}
	return Reencoded // which of the actions with an encode it is, is told by the outcome
}

// onlyTooManyBytes reports whether fewer bytes are all that a file needs, if anything.
func onlyTooManyBytes(r *Report) bool {
	for _, p := range r.Problems {
		if _, bytes := p.Details["bytes"]; p.Code != fault.TooLarge || !bytes {
			return false
		}
	}
	return true
}

func (f *fitting) progress(stage string, fraction float64) {
	if f.options.OnProgress != nil {
		f.options.OnProgress(Progress{stage, fraction})
	}
}
