//go:build js && wasm

package main

import (
	"context"
	"runtime"
	"time"

	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/internal/canvas"
	"credential-capture/internal/jsbridge"
)

// validate is (file, options) → Report; {fallback} as in fit.
func (a *app) validate(ctx context.Context, c *call) (any, error) {
	file, err := c.file(0)
	if err != nil {
		return nil, err
	}
	o := readOptions(c.arg(1), "", "part", "limits", "pixels")
	limits := o.limits(o.part())
	validate := imageproc.Validate
	if o.get("pixels").Truthy() {
		validate = imageproc.ValidatePixels
	}
	if o.err != nil {
		return nil, o.err
	}
	report, err := validate(ctx, file, limits)
	if err != nil {
		return nil, err
	}
	if fatal := report.Fatal(); fatal != nil && a.hasFallback && canvas.MayFallBack(ctx, file, fatal) {
		return map[string]any{"fallback": jsbridge.ErrorValue(fatal)}, nil
	}
	if f := report.Format; report.Fatal() == nil && (f == imageproc.HEIC || f == imageproc.AVIF) && !canvas.Decodes(ctx, file, f) {
		for i := range report.Problems {
			p := &report.Problems[i]
			p.Fixable = p.Code != fault.UnsupportedFormat
		}
	}
	return encodeReport(report), ctx.Err()
}

// fit is (file, options) → Fitted, with progress. If fallback.wasm may succeed where the
// codec has failed, it is {fallback: the failure}.
func (a *app) fit(ctx context.Context, c *call) (any, error) {
	began := time.Now()
	file, err := c.file(0)
	if err != nil {
		return nil, err
	}
	options, err := c.fitOptions(1, "")
	if err != nil {
		return nil, err
	}
	result, err := imageproc.Fit(ctx, file, a.codec, options)
	if err != nil {
		return a.orFallback(ctx, err, file)
	}
	return fitted(file, result, time.Since(began))
}

// fitDocument is (files, options) → Fitted[], with progress; {fallback} as in fit.
func (a *app) fitDocument(ctx context.Context, c *call) (any, error) {
	began := time.Now()
	files, err := blobs(c.arg(0))
	if err != nil {
		return nil, err
	}
	options, err := c.fitOptions(1, "DOCUMENT")
	if err != nil {
		return nil, err
	}
	pages := make([]imageproc.Source, len(files))
	for i, file := range files {
		pages[i] = file
	}
	results, err := imageproc.FitDocument(ctx, pages, a.codec, options)
	if err != nil {
		return a.orFallback(ctx, err, files...)
	}
	list := make([]any, len(results))
	for i, result := range results {
		if list[i], err = fitted(files[result.File], result, time.Since(began)); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// orFallback returns {fallback: the failure} if fallback.wasm may succeed, else err.
func (a *app) orFallback(ctx context.Context, err error, files ...*jsbridge.Blob) (any, error) {
	for _, file := range files {
		if a.hasFallback && canvas.MayFallBack(ctx, file, err) {
			return map[string]any{"fallback": jsbridge.ErrorValue(err)}, nil
		}
	}
	return nil, err
}

func fitted(file *jsbridge.Blob, result *imageproc.Result, took time.Duration) (any, error) {
	blob, err := outputBlob(file, result)
	if err != nil {
		return nil, err
	}
	return encodeFitted(result, file, blob, took), nil
}

// fitOptions decodes the options of a fit. If part is "", the options contain it.
func (c *call) fitOptions(i int, part string) (*imageproc.FitOptions, error) {
	known := []string{"limits", "metadata", "orientation", "prefer", "quality"}
	if part == "" {
		known = append(known, "part")
	}
	o := readOptions(c.arg(i), "", known...)
	if part == "" {
		part = o.part()
	}
	options := &imageproc.FitOptions{Limits: o.limits(part), MinQuality: o.fraction("quality")}
	if o.text("metadata", "strip", "keep") == "keep" {
		options.Metadata = imageproc.Keep
	}
	if o.text("orientation", "tag", "bake") == "bake" {
		options.Orientation = imageproc.Bake
	}
	switch o.text("prefer", "balanced", "fidelity", "speed") {
	case "fidelity":
		options.Prefer = imageproc.Fidelity
	case "speed":
		options.Prefer = imageproc.Speed
	}
	if !absent(c.progress) {
		options.OnProgress = func(p imageproc.Progress) {
			c.report(map[string]any{"stage": p.Stage, "fraction": p.Fraction})
		}
	}
	return options, o.err
}

// outputBlob returns the output of Fit as a Blob of its media type. It doesn't copy bytes
// that are in a Blob.
func outputBlob(in *jsbridge.Blob, r *imageproc.Result) (*jsbridge.Blob, error) {
	mime := r.Info.Format.MIME()
	switch out := r.Output.(type) {
	case *jsbridge.Blob: // the input, or the output of the browser's codec
		if out.Type() == mime {
			return out, nil
		}
		return jsbridge.JoinBlob(mime, out)
	case *imageproc.Splice:
		// The source has these bytes in memory. JoinBlob would ask the browser for them.
		head := make([]byte, min(jsbridge.MinHead, out.Size()))
		if n, err := out.ReadAt(head, 0); n < len(head) {
			return nil, err
		}
		parts, skip := []any{head}, int64(len(head))
		for _, span := range out.Spans() {
			if span.Bytes != nil {
				n := min(skip, int64(len(span.Bytes)))
				parts, skip = append(parts, span.Bytes[n:]), skip-n
			} else {
				n := min(skip, span.Len)
				parts, skip = append(parts, in.Slice(span.Off+n, span.Len-n)), skip-n
			}
		}
		return jsbridge.JoinBlob(mime, parts...)
	case interface{ Bytes() []byte }: // output of the Go codec
		return jsbridge.JoinBlob(mime, out.Bytes())
	}
	return nil, fault.New(fault.Internal, "a %T can't become a Blob", r.Output)
}

// stats is () → memory figures: bytes of the heap, and functions that JavaScript can call.
func (a *app) stats(context.Context, *call) (any, error) {
	var m runtime.MemStats
	runtime.GC() // count live memory only
	runtime.ReadMemStats(&m)
	return map[string]any{"goHeapBytes": m.HeapInuse, "callbacks": jsbridge.LiveFuncs()}, nil
}
