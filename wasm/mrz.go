//go:build js && wasm

package main

import (
	"context"
	"errors"
	"syscall/js"
	"time"

	"credential-capture/apiclient"
	"credential-capture/fault"
	"credential-capture/imageproc/mrz"
	"credential-capture/imageproc/mrz/fill"
	"credential-capture/internal/jsbridge"
)

// maxMRZSide bounds the picture that is read, px.
const maxMRZSide = 4096

// mrzWeights is (bytes of mrz.bin) → nothing.
func (a *app) mrzWeights(_ context.Context, c *call) (any, error) {
	file, err := jsbridge.Bytes(c.arg(0))
	if err != nil {
		return nil, err
	}
	if a.reader, err = mrz.NewReader(file); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "mrz.bin")
	}
	return nil, nil
}

// readMRZ is (grey bytes, width, height) → MRZReading.
func (a *app) readMRZ(ctx context.Context, c *call) (any, error) {
	width, height := c.arg(1), c.arg(2)
	if width.Type() != js.TypeNumber || height.Type() != js.TypeNumber {
		return nil, fault.New(fault.BadOption, "a picture without size").On("picture")
	}
	w, h := width.Int(), height.Int()
	if w < 1 || h < 1 || w > maxMRZSide || h > maxMRZSide {
		return nil, fault.New(fault.BadOption, "a picture of %d × %d px", w, h).On("picture")
	}
	if a.reader == nil {
		return nil, fault.New(fault.Internal, "mrz.bin is not loaded")
	}
	pix := make([]byte, w*h)
	if err := jsbridge.CopyBytes(pix, c.arg(0)); err != nil {
		return nil, err
	}
	r, err := a.reader.Read(ctx, mrz.Gray{Pix: pix, Width: w, Height: h, Stride: w})
	unreadable := new(mrz.UnreadableError)
	switch {
	case errors.As(err, &unreadable):
		return map[string]any{
			"outcome": "unreadable", "reason": string(unreadable.Reason), "values": map[string]any{},
			"charHeight": unreadable.CharHeight, "quad": encodeQuad(unreadable.Quad, w, h),
		}, nil
	case errors.Is(err, mrz.ErrNone):
		return map[string]any{"outcome": "none", "values": map[string]any{}}, nil
	case err != nil:
		return nil, fault.Wrap(fault.Internal, err, "readMRZ")
	}
	return map[string]any{
		"outcome": "read", "format": string(r.Format), "lines": r.Lines, "values": encodeValues(fill.Values(r, time.Now())),
		"charHeight": r.CharHeight, "quad": encodeQuad(r.Quad, w, h),
	}, nil
}

// encodeValues keeps values that are valid as prepared data: the zone's codes and the API's
// are not the same.
func encodeValues(values []fill.Value) map[string]any {
	m := map[string]any{}
	for _, v := range values {
		if !apiclient.DefaultRules.IsValid(v.Path, v.Text) {
			continue
		}
		value := map[string]any{"value": v.Text, "confirm": v.Confirm}
		if len(v.Choices) > 0 {
			value["choices"] = v.Choices
		}
		m[v.Path] = value
	}
	return m
}

// encodeQuad encodes corners as shares of the picture's sides.
func encodeQuad(q mrz.Quad, w, h int) []any {
	corners := make([]any, len(q))
	for i, p := range q {
		corners[i] = map[string]any{"x": p.X / float64(w), "y": p.Y / float64(h)}
	}
	return corners
}
