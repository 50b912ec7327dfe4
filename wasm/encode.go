//go:build js && wasm

package main

import (
	"time"

	"credential-capture/apiclient"
	"credential-capture/imageproc"
	"credential-capture/internal/jsbridge"
)

// encodeReport encodes a Report of web/capture.d.ts.
func encodeReport(r *imageproc.Report) map[string]any {
	width, height := r.Upright()
	problems := make([]any, len(r.Problems))
	fixable := true
	for i, p := range r.Problems {
		problem := encodeFinding(string(p.Code), p.Message, p.Details)
		problem["fixable"] = p.Fixable
		problems[i] = problem
		fixable = fixable && p.Fixable
	}
	advice := make([]any, len(r.Advice))
	for i, a := range r.Advice {
		advice[i] = encodeFinding(a.Code, a.Message, a.Details)
	}
	return map[string]any{
		"format":      string(r.Format),
		"type":        r.Format.MIME(),
		"width":       width,
		"height":      height,
		"orientation": int(r.Orientation),
		"bytes":       r.Bytes,
		"bitDepth":    r.BitDepth,
		"alpha":       r.Alpha,
		"progressive": r.Progressive,
		"animated":    r.Animated,
		"pages":       r.Pages,
		"metadata":    r.Metadata.Kinds(),
		"repaired":    r.Repaired,
		"ok":          r.OK(),
		"fixable":     fixable,
		"problems":    problems,
		"advice":      advice,
	}
}

// encodeFinding encodes what a Problem and an Advice have in common.
func encodeFinding(code, message string, details map[string]any) map[string]any {
	m := map[string]any{"code": code, "message": message}
	if len(details) > 0 {
		m["details"] = details
	}
	return m
}

// encodeFitted encodes a Fitted.
func encodeFitted(r *imageproc.Result, file, blob *jsbridge.Blob, took time.Duration) map[string]any {
	width, height := r.Info.Upright()
	m := map[string]any{
		"blob":    blob,
		"name":    outputName(file.Value(), r.Info.Format, r.Page),
		"action":  string(r.Action),
		"width":   width,
		"height":  height,
		"bytes":   blob.Size(),
		"encodes": r.Encodes,
		"ms":      float64(took.Microseconds()) / 1000,
		"report":  encodeReport(r.Report),
	}
	if r.Quality > 0 {
		m["quality"] = r.Quality
	}
	return m
}

// encodeSteps encodes a list of Steps.
func encodeSteps(steps []apiclient.Step) []any {
	list := make([]any, len(steps))
	for i, s := range steps {
		list[i] = encodeStep(s)
	}
	return list
}

func encodeStep(s apiclient.Step) map[string]any {
	m := map[string]any{
		"id":         string(s.ID),
		"credential": s.Credential,
		"category":   s.Category,
		"part":       string(s.Part),
		"done":       s.Done,
	}
	if s.Country != "" {
		m["country"] = s.Country
	}
	if s.Type != "" {
		m["type"] = s.Type
	}
	if s.Part != apiclient.PartPreparedData {
		m["limits"] = map[string]any{
			"maxBytes": imageproc.DefaultMaxBytes,
			"minSide":  imageproc.DefaultMinSide,
			"maxSide":  imageproc.DefaultMaxSide,
			"maxPages": imageproc.DefaultMaxPages,
		}
	}
	return m
}

// encodeAnswer encodes a PartAnswer. Nil, for a failed call, stays nil.
func encodeAnswer(a *apiclient.Answer) any {
	if a == nil {
		return nil
	}
	m := map[string]any{
		"step":     encodeStep(a.Step),
		"method":   a.Method,
		"attempts": a.Attempts,
	}
	if a.Part != "" {
		m["part"] = a.Part
	}
	return m
}

// encodeRetry encodes the event before a further attempt.
func encodeRetry(e apiclient.RetryEvent) map[string]any {
	return map[string]any{
		"operation": e.Operation,
		"step":      string(e.Step),
		"attempt":   e.Attempt,
		"waitMs":    e.Wait.Milliseconds(),
		"code":      string(e.Code),
	}
}
