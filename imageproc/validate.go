package imageproc

import (
	"context"
	"errors"
	"fmt"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
)

// Report is the result of Validate: what the file is, and what prevents its upload.
type Report struct {
	Info
	Problems []Problem // empty if the file may be uploaded as it is
}

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
// pixel. It uses one buffer of 1 MiB for a file of any size.
//
// An error means that src could not be read, or that ctx has ended. What is wrong with the
// file itself is in the Report.
func Validate(ctx context.Context, src Source, limits Limits) (*Report, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r := container.NewReader(src)
	r.Alive = ctx.Err
	info, err := inspect(r)
	report, _ := validate(r, info, err, limits.withDefaults(), false)
	if err := r.Err(); err != nil {
		return nil, err
	}
	return report, nil
}

// validate is Validate after inspect. With strip it also returns the spans of the file
// without its metadata, nil for a broken file and for formats that are never stripped.
func validate(r *container.Reader, info *Info, err error, limits Limits, strip bool) (*Report, []Span) {
	report := &Report{Info: *info}
	if fault.CodeOf(err) == fault.Empty {
		report.add(problemOf(err))
		return report, nil
	}
	if !limits.Accepts(info.Format) {
		report.add(Problem{
			Code:    fault.UnsupportedFormat,
			Message: fmt.Sprintf("the format %s is not accepted here", info.Format),
			Fixable: info.Format != PDF && info.Format != Unknown, // a codec may read it
			Details: map[string]any{"format": string(info.Format)},
		})
		if info.Format == Unknown {
			return report, nil
		}
	}
	var spans []Span
	if err == nil {
		report.checkLimits(limits)
		spans, err = checkStructure(r, &report.Info, strip)
	}
	if err != nil {
		report.add(problemOf(err))
	}
	return report, spans
}

// checkStructure follows the file to its end.
func checkStructure(r *container.Reader, info *Info, strip bool) ([]Span, error) {
	f := formatOf(info.Format)
	defer r.Scan()()
	if strip && f.strip != nil {
		return f.strip(r, info)
	}
	return nil, f.check(r, info)
}

// checkLimits compares bytes, sides, pixels and pages with the limits.
func (r *Report) checkLimits(limits Limits) {
	if r.Bytes > limits.MaxBytes {
		r.add(Problem{
			Code:    fault.TooLarge,
			Message: fmt.Sprintf("%d bytes, the maximum is %d", r.Bytes, limits.MaxBytes),
			Fixable: r.Format != PDF,
			Details: map[string]any{"bytes": r.Bytes, "limit": limits.MaxBytes},
		})
	}
	if r.Format == PDF {
		r.checkPDF(limits)
		return
	}
	if max(r.Width, r.Height) > limits.MaxSide {
		r.addSide(fault.TooLarge, limits.MaxSide, true, "the maximum is %d px a side")
	}
	if max(r.Width, r.Height) < limits.MinSide {
		r.addSide(fault.TooSmall, limits.MinSide, false, "the longer side needs %d px")
	}
	if pixels := int64(r.Width) * int64(r.Height); pixels > limits.MaxPixels {
		width, height := r.Upright()
		r.add(Problem{
			Code:    fault.TooManyPixels,
			Message: fmt.Sprintf("%d px, the maximum that can be decoded safely is %d", pixels, limits.MaxPixels),
			Details: map[string]any{"width": width, "height": height, "pixels": pixels, "limit": limits.MaxPixels},
		})
	}
}

func (r *Report) checkPDF(limits Limits) {
	if r.Encrypted {
		r.add(Problem{Code: fault.PDFEncrypted, Message: "the PDF is encrypted"})
	}
	if r.Pages > limits.MaxPages {
		r.add(Problem{
			Code:    fault.TooManyPages,
			Message: fmt.Sprintf("%d pages, the maximum is %d", r.Pages, limits.MaxPages),
			Details: map[string]any{"pages": r.Pages, "limit": limits.MaxPages},
		})
	}
}

func (r *Report) addSide(code fault.Code, limit int, fixable bool, rule string) {
	width, height := r.Upright()
	r.add(Problem{
		Code:    code,
		Message: fmt.Sprintf("%d × %d px, "+rule, width, height, limit),
		Fixable: fixable,
		Details: map[string]any{"width": width, "height": height, "limit": limit},
	})
}

func (r *Report) add(p Problem) { r.Problems = append(r.Problems, p) }

// problemOf turns an error that the file causes into a problem, which nothing can solve.
func problemOf(err error) Problem {
	var e *fault.Error
	if errors.As(err, &e) {
		return Problem{Code: e.Code, Message: e.Message, Details: e.Details}
	}
	return Problem{Code: fault.CodeOf(err), Message: err.Error()}
}
