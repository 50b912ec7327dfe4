//go:build js && wasm

package main

import (
	"context"
	"runtime"
	"time"

	"credential-capture/imageproc"
	"credential-capture/internal/fault"
	"credential-capture/internal/jsbridge"
)

// validate is (file, options) → Report.
func (a *app) validate(ctx context.Context, c *call) (any, error) {
	file, err := c.file(0)
	if err != nil {
		return nil, err
	}
	o := readOptions(c.arg(1), "", "part", "limits")
	limits := o.limits()
	if o.err != nil {
		return nil, o.err
	}
	report, err := imageproc.Validate(ctx, file, limits)
	if err != nil {
		return nil, err
	}
	return encodeReport(report), nil
}

// fit is (file, options) → Fitted, with progress. Where fallback.wasm may do what
// this program's codec couldn't, it is {fallback: the failure}.
func (a *app) fit(ctx context.Context, c *call) (any, error) {
	began := time.Now()
	file, err := c.file(0)
	if err != nil {
		return nil, err
	}
	options, err := c.fitOptions(1)
	if err != nil {
		return nil, err
	}
	result, err := imageproc.Fit(ctx, file, a.codec, options)
	if err != nil && a.elsewhere && imageproc.GoCodecMayHelp(ctx, file, err) {
		return map[string]any{"fallback": jsbridge.ErrorValue(err)}, nil
	}
	if err != nil {
		return nil, err
	}
	blob, err := outputBlob(file, result)
	if err != nil {
		return nil, err
	}
	return encodeFitted(result, blob, time.Since(began)), nil
}

func (c *call) fitOptions(i int) (*imageproc.FitOptions, error) {
	o := readOptions(c.arg(i), "", "part", "limits", "metadata", "orientation")
	options := &imageproc.FitOptions{Limits: o.limits()}
	if o.text("metadata", "strip", "keep") == "keep" {
		options.Metadata = imageproc.Keep
	}
	if o.text("orientation", "tag", "bake") == "bake" {
		options.Orientation = imageproc.Bake
	}
	if !absent(c.progress) {
		options.OnProgress = func(p imageproc.Progress) {
			c.report(map[string]any{"stage": p.Stage, "fraction": p.Fraction})
		}
	}
	return options, o.err
}

// outputBlob makes a Blob of what Fit returned, typed by its content. Bytes that
// are in a Blob already stay there.
func outputBlob(in *jsbridge.Blob, r *imageproc.Result) (*jsbridge.Blob, error) {
	mime := r.Info.Format.MIME()
	switch out := r.Output.(type) {
	case *jsbridge.Blob: // the input, or from the browser's codec
		if out.Type() == mime {
			return out, nil
		}
		return jsbridge.JoinBlob(mime, out)
	case *imageproc.Splice:
		var parts []any
		for _, span := range out.Spans() {
			if span.Bytes != nil {
				parts = append(parts, span.Bytes)
			} else {
				parts = append(parts, in.Slice(span.Off, span.Len))
			}
		}
		return jsbridge.JoinBlob(mime, parts...)
	case interface{ Bytes() []byte }: // from the Go codec
		return jsbridge.JoinBlob(mime, out.Bytes())
	}
	return nil, fault.New(fault.Internal, "a %T can't become a Blob", r.Output)
}

// limits reads part and limits: what the part takes, with the caller's own figures
// in place of the service's.
func (o *options) limits() imageproc.Limits {
	limits := imageproc.PictureLimits()
	if o.text("part", "FRONT", "BACK", "FACE", "DOCUMENT") == "DOCUMENT" {
		limits = imageproc.DocumentLimits()
	}
	own := readOptions(o.get("limits"), "limits.", "maxBytes", "maxSide", "minSide", "maxPixels", "maxPages")
	// A side's square must not overflow, so sides stop where no picture format goes.
	const maxSide = 1 << 31
	for _, limit := range []struct {
		name string
		most int64
		set  func(int64)
	}{
		{"maxBytes", maxSafe, func(n int64) { limits.MaxBytes = n }},
		{"maxSide", maxSide, func(n int64) { limits.MaxSide = int(n) }},
		{"minSide", maxSide, func(n int64) { limits.MinSide = int(n) }},
		{"maxPixels", maxSafe, func(n int64) { limits.MaxPixels = n }},
		{"maxPages", maxSide, func(n int64) { limits.MaxPages = int(n) }},
	} {
		if n := own.whole(limit.name, limit.most); n > 0 {
			limit.set(n)
		}
	}
	if o.err == nil {
		o.err = own.err
	}
	return limits
}

// stats is () → memory figures, in bytes.
func (a *app) stats(context.Context, *call) (any, error) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return map[string]any{"goHeapBytes": m.HeapInuse}, nil
}
