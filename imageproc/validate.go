package imageproc

import (
	"context"
	"errors"
	"fmt"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/jpeg"
)

// Report is the result of Validate: what the file is, and what prevents its upload.
type Report struct {
	Info
	Problems []Problem // empty if the file may be uploaded as it is
	Advice   []Advice  // what the person should know even so
}

// Advice is a reason why what arrives may not be what the person sees. It prevents nothing.
type Advice struct {
	Code    string // stable
	Message string // for developers
	Details map[string]any
}

// The codes of Advice.
const (
	AdviceFirstPage = "first_page" // a picture of several pages, "pages", of which Fit keeps the first
	AdviceXFA       = "xfa"        // a PDF form whose page only says "please wait" in most viewers
	AdvicePortfolio = "portfolio"  // a PDF that is an envelope: the documents in it are not its pages
)

// Problem is one reason why a file can't be uploaded as it is.
type Problem struct {
	Code    fault.Code
	Message string         // for developers
	Fixable bool           // by Fit
	Details map[string]any // the measured figures and the limits
}

// OK reports whether the file may be uploaded as it is.
func (r *Report) OK() bool { return len(r.Problems) == 0 }

// Fatal returns the first problem that Fit can't solve, as a *fault.Error; nil if there is
// none.
func (r *Report) Fatal() error {
	for _, p := range r.Problems {
		if !p.Fixable {
			return &fault.Error{Code: p.Code, Message: p.Message, Details: p.Details}
		}
	}
	return nil
}

// Validate reports what prevents the upload of a file: it reads the headers, compares them
// with the limits, and follows the structure to the end of the file without decoding a
// pixel. Of a PNG it counts the rows. It uses one buffer of 1 MiB for a file of any size.
//
// An error means that src could not be read, or that ctx has ended. What is wrong with the
// file itself is in the Report.
func Validate(ctx context.Context, src Source, limits Limits) (*Report, error) {
	return validateOnly(ctx, src, limits, format.checked)
}

func validateOnly(ctx context.Context, src Source, limits Limits, follow follow) (*Report, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r := container.NewReader(src)
	r.Alive = ctx.Err
	info, err := inspect(r)
	report, _ := validate(r, info, err, limits.withDefaults(), follow)
	if err := r.Err(); err != nil {
		return nil, err
	}
	return report, nil
}

// ValidatePixels is Validate that also decodes a JPEG's data as far as it takes to count them,
// which needs 20 ms a megapixel in wasm: decoders show what is missing in grey, or as noise, and
// report nothing. A PNG's rows are counted by Validate, and Fit decodes all other formats.
func ValidatePixels(ctx context.Context, src Source, limits Limits) (*Report, error) {
	return validateOnly(ctx, src, limits, format.counted)
}

// validate is Validate after inspect. With format.stripped it also returns the spans of the file
// without its metadata, nil for a broken file and for formats that are never stripped.
func validate(r *container.Reader, info *Info, err error, limits Limits, follow follow) (*Report, []Span) {
	report := &Report{Info: *info}
	if fault.CodeOf(err) == fault.Empty {
		report.addError(err)
		return report, nil
	}
	if !limits.Accepts(info.Format) && fault.CodeOf(err) != fault.UnsupportedFormat {
		fixable := info.Format != PDF && info.Format != Unknown // a codec may read it
		report.add(fault.UnsupportedFormat, fixable, map[string]any{"format": string(info.Format)},
			"the format %s is not accepted here", info.Format)
		if info.Format == Unknown {
			return report, nil
		}
	}
	var spans []Span
	if err == nil {
		report.checkLimits(limits)
		spans, err = checkStructure(r, &report.Info, follow)
	}
	if err != nil {
		report.addError(err)
	} else if report.Repaired {
		report.add(fault.Corrupt, true, nil, "the structure has faults that decoders overlook")
	}
	if !report.OK() && report.Fatal() == nil && !mayStrip(report) && report.Width > 0 && !report.encodable(limits) {
		report.add(fault.CannotFit, false, nil, "no JPEG of this shape is within the limits")
	}
	if !limits.Accepts(PDF) { // FitDocument uses all pages
		report.adviseOnPages()
	}
	return report, spans
}

// checkStructure follows the file to its end.
func checkStructure(r *container.Reader, info *Info, follow follow) ([]Span, error) {
	defer r.Scan()()
	return follow(formats[info.Format], r, info)
}

// follow is how a file is followed to its end.
type follow func(f format, r *container.Reader, info *Info) ([]Span, error)

func (f format) checked(r *container.Reader, info *Info) ([]Span, error) {
	if f.check == nil {
		return nil, nil
	}
	return nil, f.check(r, info)
}

func (f format) stripped(r *container.Reader, info *Info) ([]Span, error) {
	if f.strip == nil {
		return f.checked(r, info)
	}
	return f.strip(r, info)
}

func (f format) counted(r *container.Reader, info *Info) ([]Span, error) {
	if info.Format == JPEG {
		return nil, jpeg.CheckPixels(r, info)
	}
	return f.checked(r, info)
}

// checkLimits compares bytes, sides, pixels and pages with the limits.
func (r *Report) checkLimits(limits Limits) {
	if r.Bytes > limits.MaxBytes {
		r.add(fault.TooLarge, r.Format != PDF, map[string]any{"bytes": r.Bytes, "limit": limits.MaxBytes},
			"%d bytes, the maximum is %d", r.Bytes, limits.MaxBytes)
	}
	if r.Format == PDF {
		r.checkPDF(limits)
		return
	}
	if r.Format == TIFF && limits.Accepts(PDF) {
		r.checkPages(limits)
	}
	width, height := r.Upright()
	if limit := limits.MaxSide; max(width, height) > limit {
		r.add(fault.TooLarge, true, map[string]any{"width": width, "height": height, "limit": limit},
			"%d × %d px, the maximum is %d px a side", width, height, limit)
	}
	if limit := limits.MinSide; max(width, height) < limit {
		r.add(fault.TooSmall, false, map[string]any{"width": width, "height": height, "limit": limit},
			"%d × %d px, the longer side needs %d px", width, height, limit)
	}
	if pixels := int64(width) * int64(height); pixels > limits.MaxPixels {
		details := map[string]any{"width": width, "height": height, "pixels": pixels, "limit": limits.MaxPixels}
		r.add(fault.TooManyPixels, false, details,
			"%d px, the maximum that can be decoded safely is %d", pixels, limits.MaxPixels)
	}
}

// encodable reports whether there is a size at which Fit may encode the picture.
func (r *Report) encodable(limits Limits) bool {
	width, height := r.Upright()
	full := fitWithin(Size{width, height}, limits.MaxSide)
	return min(full.Width, full.Height) >= 1 && max(full.Width, full.Height) >= limits.MinSide && limits.Accepts(JPEG)
}

func (r *Report) checkPDF(limits Limits) {
	switch {
	case r.Password:
		r.add(fault.PDFEncrypted, false, nil, "the PDF requires a password")
	case r.Encrypted && limits.RefuseEncrypted:
		r.add(fault.PDFEncrypted, false, nil, "the PDF is encrypted, although it opens without a password")
	}
	if r.XFA {
		r.advise(AdviceXFA, nil, "most viewers show another page than the XFA form")
	}
	if r.Portfolio {
		r.advise(AdvicePortfolio, nil, "the documents in the portfolio are not its pages")
	}
	r.checkPages(limits)
}

func (r *Report) checkPages(limits Limits) {
	if r.Pages > limits.MaxPages {
		r.add(fault.TooManyPages, false, map[string]any{"pages": r.Pages, "limit": limits.MaxPages},
			"%d pages, the maximum is %d", r.Pages, limits.MaxPages)
	}
}

func (r *Report) add(code fault.Code, fixable bool, details map[string]any, format string, args ...any) {
	r.Problems = append(r.Problems, Problem{code, fmt.Sprintf(format, args...), fixable, details})
}

// adviseOnPages says that Fit keeps only the first page of a TIFF.
func (r *Report) adviseOnPages() {
	if r.Format == TIFF && r.Pages > 1 {
		r.advise(AdviceFirstPage, map[string]any{"pages": r.Pages}, "only the first of %d pages is used", r.Pages)
	}
}

func (r *Report) advise(code string, details map[string]any, format string, args ...any) {
	r.Advice = append(r.Advice, Advice{code, fmt.Sprintf(format, args...), details})
}

// addError adds an error that the file causes, which Fit can't solve.
func (r *Report) addError(err error) {
	p := Problem{Code: fault.CodeOf(err), Message: err.Error()}
	if e := (*fault.Error)(nil); errors.As(err, &e) {
		p = Problem{Code: e.Code, Message: e.Message, Details: e.Details}
	}
	r.Problems = append(r.Problems, p)
}
