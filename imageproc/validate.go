package imageproc

import (
	"context"
	"errors"
	"fmt"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
)

// Validate says everything that stands between a file and an upload: it reads the
// headers, holds them against the limits, and follows the structure to the end of
// the file without decoding a pixel. One buffer of 1 MiB serves any file.
//
// An error means that the file could not be read, or that ctx has ended; whatever
// is wrong with the file itself is in the Report.
func Validate(ctx context.Context, src Source, limits Limits) (*Report, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r := container.NewReader(src)
	r.Alive = ctx.Err
	report, _ := validate(r, limits.withDefaults(), false)
	if err := r.Err(); err != nil {
		return nil, err
	}
	return report, nil
}

// validate is Validate on a Reader. For a format that can be stripped it also returns,
// if asked to, the pieces of the file without its metadata; nil where the file is broken.
func validate(w *container.Reader, limits Limits, strip bool) (*Report, []Span) {
	info, err := inspect(w)
	return validateRest(w, info, err, limits, strip)
}

// validateRest is validate behind the headers.
func validateRest(w *container.Reader, info *Info, err error, limits Limits, strip bool) (*Report, []Span) {
	r := &Report{Info: *info}
	if fault.CodeOf(err) == fault.Empty {
		r.add(problemOf(err))
		return r, nil
	}
	if !limits.Takes(info.Format) {
		// Another kind of picture may be converted, when a codec reads it. A PDF is
		// no picture, and what has no name is nothing.
		r.add(Problem{
			Code:    fault.UnsupportedFormat,
			Message: fmt.Sprintf("the format is %s, which is not taken here", info.Format),
			Fixable: info.Format != PDF && info.Format != Unknown,
			Details: map[string]any{"format": string(info.Format)},
		})
		if info.Format == Unknown {
			return r, nil
		}
	}
	var spans []Span
	if err == nil {
		r.checkSize(limits)
		spans, err = checkStructure(w, &r.Info, strip)
	}
	if err != nil {
		r.add(problemOf(err))
	}
	return r, spans
}

// checkStructure follows the file to its end.
func checkStructure(r *container.Reader, info *Info, strip bool) ([]Span, error) {
	f, known := formatOf(info.Format)
	if !known {
		return nil, fault.New(fault.Internal, "no reader for %s", info.Format)
	}
	defer r.Scan()()
	if strip && f.strip != nil {
		return f.strip(r, info)
	}
	return nil, f.check(r, info)
}

// checkSize holds bytes, sides, pixels and pages against the limits.
func (r *Report) checkSize(limits Limits) {
	if r.Bytes > limits.MaxBytes {
		r.add(Problem{
			Code:    fault.TooLarge,
			Message: fmt.Sprintf("%d bytes, at most %d are taken", r.Bytes, limits.MaxBytes),
			Fixable: r.Format != PDF,
			Details: map[string]any{"bytes": r.Bytes, "limit": limits.MaxBytes},
		})
	}
	if r.Format == PDF {
		r.checkPDF(limits)
		return
	}
	if max(r.Width, r.Height) > limits.MaxSide {
		r.addSide(fault.TooLarge, limits.MaxSide, true, "at most %d px a side are taken")
	}
	if max(r.Width, r.Height) < limits.MinSide {
		r.addSide(fault.TooSmall, limits.MinSide, false, "the longest side needs %d px")
	}
	if pixels := int64(r.Width) * int64(r.Height); pixels > limits.MaxPixels {
		width, height := r.Upright()
		r.add(Problem{
			Code:    fault.TooManyPixels,
			Message: fmt.Sprintf("%d px, at most %d can be decoded safely", pixels, limits.MaxPixels),
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
			Message: fmt.Sprintf("%d pages, at most %d are taken", r.Pages, limits.MaxPages),
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

// problemOf turns an error about the file into a problem, which nothing mends.
func problemOf(err error) Problem {
	var e *fault.Error
	if errors.As(err, &e) {
		return Problem{Code: e.Code, Message: e.Message, Details: e.Details}
	}
	return Problem{Code: fault.CodeOf(err), Message: err.Error()}
}
