package imageproc

import (
	"cmp"
	"context"
	"sync"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
)

// Action is what Fit did. The constants are in order of cost.
type Action string

// The actions.
const (
	Untouched  Action = "untouched"  // the same bytes
	Stripped   Action = "stripped"   // repaired, without metadata and trailing bytes; the pixels' bytes are the same
	Reencoded  Action = "reencoded"  // JPEG to JPEG of the same size
	Downscaled Action = "downscaled" // JPEG or PNG to a smaller JPEG
	Converted  Action = "converted"  // another format to JPEG, also a PNG whose size stays
)

// MetadataPolicy is what Fit does with metadata.
type MetadataPolicy uint8

// The metadata policies.
const (
	Strip MetadataPolicy = iota // drop all but the colour profile and the orientation
	Keep                        // keep it, unless the file has to be repaired or the pixels encoded
)

// OrientationPolicy is what Fit does with an EXIF orientation.
type OrientationPolicy uint8

// The orientation policies.
const (
	Tag  OrientationPolicy = iota // keep the tag where the pixels' bytes stay the same
	Bake                          // turn the pixels, which takes an encode
)

// FitOptions are the options of Fit. The zero value and nil are the defaults.
type FitOptions struct {
	Limits      Limits
	Metadata    MetadataPolicy    // default Strip
	Orientation OrientationPolicy // default Tag
	// MinQuality, above 0 and at most 1, is the lowest JPEG quality: where it takes too
	// many bytes, the picture is scaled down. Default 0.7, below which small print loses
	// more to the encoder than to scaling.
	MinQuality float64
	Prefer     Preference // default Balanced
	// OnProgress is called synchronously, with fractions that never decrease.
	OnProgress func(Progress)
}

// DefaultMinQuality is the default of FitOptions.MinQuality.
const DefaultMinQuality = 0.7

// Progress is how far Fit has come. Stage is "inspect", "decode", "encode" or "check";
// Fraction, 0 to 1, is of the whole call.
type Progress struct {
	Stage    string
	Fraction float64
}

// Result is a file that fits.
type Result struct {
	// Output is src itself (Untouched), a *Splice of it (Stripped), or what the codec
	// encoded.
	Output  Source
	Action  Action
	Info    Info    // of Output
	Quality float64 // of the JPEG, 0 if nothing was encoded
	Encodes int     // encodes of the whole picture: 0 to 6, usually 1
	Report  *Report // of src
	Place           // of FitDocument alone
}

// Fit makes src fit the limits in the cheapest way and drops its metadata. Before it
// returns it checks that the output is what was planned and keeps the limits.
//
// A picture that has to be encoded becomes a JPEG: at these sizes a PNG of a photo has
// several times the bytes. Transparency becomes white.
//
// It fails with the code of the first problem of src that it can't solve, with
// fault.CannotFit if no JPEG within the limits was found, with fault.BadOption, with the
// codec's error, or with ctx's.
func Fit(ctx context.Context, src Source, codec Codec, opts *FitOptions) (*Result, error) {
	o, err := opts.resolved()
	if err != nil {
		return nil, err
	}
	f := &fitting{src: src, codec: codec, options: o}
	result, err := f.run(ctx)
	if err != nil {
		return nil, cmp.Or(ctx.Err(), err) // which explains every other failure
	}
	return result, nil
}

// resolved fills in the defaults and rejects invalid values.
func (o *FitOptions) resolved() (FitOptions, error) {
	var r FitOptions
	if o != nil {
		r = *o
	}
	r.Limits = r.Limits.withDefaults()
	r.MinQuality = cmp.Or(r.MinQuality, DefaultMinQuality)
	switch {
	case !(r.MinQuality > 0 && r.MinQuality <= 1): // also NaN
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
	src      Source
	codec    Codec
	options  FitOptions
	report   *Report
	lossless *Splice      // src without its metadata; nil for formats that are never stripped
	early    *earlyDecode // nil if none was started
	encodes  int
}

func (f *fitting) run(ctx context.Context) (*Result, error) {
	f.progress("inspect", 0)
	defer f.stop()
	f.prefetch(f.src.Size())
	r := container.NewReader(f.src)
	r.Alive = ctx.Err
	info, err := inspect(r)
	if err != nil || info.Format == Unknown || info.Format == PDF {
		f.prefetch(0) // a PDF is read from its end, and the others no further
	} else {
		f.options.Limits = f.options.Limits.preferring(f.options.Prefer)
		f.early = f.startDecode(ctx, info)
	}
	checkPixels, decodeChecks := func() error { return nil }, false
	if f.early != nil {
		r.Later = func(check func() error) {
			checkPixels = sync.OnceValue(check)
			checker, ok := f.codec.(PixelChecker)
			decodeChecks = ok && checker.ChecksPixels(ctx)
		}
	}
	report, spans := validate(r, info, err, f.options.Limits, format.stripped)
	if err := r.Err(); err != nil {
		return nil, err
	}
	if err := report.Fatal(); err != nil {
		return nil, err
	}
	if f.options.Limits.Accepts(PDF) {
		report.adviseOnPages()
	}
	if !decodeChecks {
		go checkPixels() // while the picture is decoded and encoded; nothing else reads r now
	}
	f.report = report
	if spans != nil {
		f.lossless = container.NewSplice(f.src, spans)
	}
	var result *Result
	switch action := f.plan(); action {
	case Untouched:
		result = &Result{Output: f.src, Action: action, Info: report.Info}
	case Stripped:
		result, err = f.checkStripped()
	default:
		result, err = f.encode(ctx)
	}
	if err != nil || f.encodes == 0 || !decodeChecks {
		err = cmp.Or(checkPixels(), err) // what is missing explains a decoder's failure
	}
	if err != nil {
		return nil, err
	}
	result.Report = report
	f.progress("check", 1)
	return result, nil
}

// plan chooses the cheapest action; Reencoded stands for all that encode.
func (f *fitting) plan() Action {
	r := f.report
	bakes := f.options.Orientation == Bake && r.Orientation != Normal
	strips := f.options.Metadata == Strip && (r.Metadata.HasPersonalData() || r.Animated)
	switch {
	case r.OK() && !bakes && (!strips || r.Format == PDF):
		return Untouched
	case f.lossless != nil && !bakes && mayStrip(r) && f.lossless.Size() <= f.options.Limits.MaxBytes:
		return Stripped
	}
	return Reencoded
}

// mayStrip reports whether stripping solves all problems: too many bytes, and faults that
// it repairs.
func mayStrip(r *Report) bool {
	for _, p := range r.Problems {
		_, bytes := p.Details["bytes"]
		if !(p.Code == fault.TooLarge && bytes || p.Code == fault.Corrupt && p.Fixable) {
			return false
		}
	}
	return true
}

// checkStripped inspects the stripped file and compares it with src and the limits. What
// follows the headers was checked as a part of src.
func (f *fitting) checkStripped() (*Result, error) {
	f.progress("check", 0.95)
	info, err := Inspect(f.lossless)
	if err != nil {
		return nil, err
	}
	in, r := f.report.Info, &Report{Info: *info}
	r.checkLimits(f.options.Limits)
	if !r.OK() || info.Format != in.Format || info.Width != in.Width || info.Height != in.Height ||
		info.Orientation != in.Orientation || info.Metadata.HasPersonalData() {
		return nil, fault.New(fault.Internal, "the stripped %s is another picture", in.Format)
	}
	return &Result{Output: f.lossless, Action: Stripped, Info: *info}, nil
}

func (f *fitting) progress(stage string, fraction float64) {
	if f.options.OnProgress != nil {
		f.options.OnProgress(Progress{stage, fraction})
	}
}
