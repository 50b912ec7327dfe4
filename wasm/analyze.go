//go:build js && wasm

package main

import (
	"context"
	"errors"
	"math"
	"syscall/js"

	"credential-capture/fault"
	"credential-capture/imageproc/guidance"
	"credential-capture/internal/jsbridge"
)

// watcher is the guidance and the buffer of its frames.
type watcher struct {
	guidance.Watcher
	rgba []byte
}

// cascade is (bytes of face.bin) → nothing.
func (a *app) cascade(_ context.Context, c *call) (any, error) {
	file, err := jsbridge.Bytes(c.arg(0))
	if err != nil {
		return nil, err
	}
	if err := a.watcher.SetCascade(file); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "face.bin")
	}
	return nil, nil
}

// analyze is (RGBA bytes, width, height, ms, options) → Guidance.
func (a *app) analyze(_ context.Context, c *call) (any, error) {
	width, height, at := c.arg(1), c.arg(2), c.arg(3)
	if width.Type() != js.TypeNumber || height.Type() != js.TypeNumber || at.Type() != js.TypeNumber {
		return nil, fault.New(fault.BadOption, "a frame without size or time").On("frame")
	}
	f := guidance.Frame{Width: width.Int(), Height: height.Int(), At: at.Float()}
	if f.Width < 1 || f.Height < 1 || f.Width > guidance.MaxSide || f.Height > guidance.MaxSide {
		return nil, fault.New(fault.BadOption, "a frame of %d × %d px", f.Width, f.Height).On("frame")
	}
	o := readOptions(c.arg(4), "", "part", "type", "stream", "reset", "limits")
	options := guidance.Options{
		Part: guidance.Part(o.part()), Type: o.text("type"), Stream: o.text("stream"), Reset: o.get("reset").Truthy(), Limits: o.guidanceLimits(),
	}
	if o.err != nil {
		return nil, o.err
	}
	if options.Part == "" {
		options.Part = guidance.Front
	}
	watch := &a.watcher
	if n := 4 * f.Width * f.Height; len(watch.rgba) != n {
		watch.rgba = make([]byte, n)
	}
	if err := jsbridge.CopyBytes(watch.rgba, c.arg(0)); err != nil {
		return nil, err
	}
	f.Pix = watch.rgba
	g, err := watch.Watch(f, options)
	if errors.Is(err, guidance.ErrNoCascade) {
		return nil, fault.Wrap(fault.Internal, err, "analyze")
	} else if err != nil {
		return nil, fault.Wrap(fault.BadOption, err, "analyze").On("frame")
	}
	return encodeGuidance(g), nil
}

// guidanceLimits reads the member limits. A limit's deprecated name is an alias that its
// name overrides.
func (o *options) guidanceLimits() (l guidance.Limits) {
	all := l.All()
	var names []string
	for _, limit := range all {
		names = append(names, limit.Deprecated, limit.Name)
	}
	own := readOptions(o.get("limits"), "limits.", names...)
	for i, name := range names {
		v := own.get(name)
		if absent(v) {
			continue
		}
		if v.Type() != js.TypeNumber || !(v.Float() > 0) || math.IsInf(v.Float(), 0) {
			own.fail(name, "not a number above 0")
			break
		}
		*all[i/2].Value = v.Float()
	}
	if o.err == nil {
		o.err = own.err
	}
	return l
}

// encodeGuidance encodes the Guidance of web/capture.d.ts. Positions are shares of the frame's
// sides, because the frame may be a reduced one.
func encodeGuidance(g guidance.Guidance) map[string]any {
	v, q := g.View, g.View.Quality
	w, h := float64(v.Width), float64(v.Height)
	hints := make([]string, len(g.Hints))
	for i, hint := range g.Hints {
		hints[i] = string(hint)
	}
	metrics := map[string]any{
		"width": v.Width, "height": v.Height,
		"brightness": q.Brightness, "clipped": q.Clipped, "glare": q.Glare, "contrast": q.Contrast,
		"colour": q.Colour, "edgeWidth": q.EdgeWidth, "motion": q.Motion,
	}
	m := map[string]any{
		"code": string(g.Code), "severity": string(g.Severity), "hints": hints, "metrics": metrics, "ready": g.Ready,
	}
	if d := v.Document; d != nil {
		corners := make([]any, 4)
		for i, p := range d.Quad {
			corners[i] = map[string]any{"x": p.X / w, "y": p.Y / h}
		}
		m["quad"] = corners
		metrics["confidence"], metrics["tilt"], metrics["ratio"] = d.Confidence, d.Quad.Tilt(), d.Quad.Ratio()
	}
	if len(v.Faces) > 0 {
		f := v.Faces[0]
		m["face"] = map[string]any{"x": f.X / w, "y": f.Y / h, "width": f.Size / w, "height": f.Size / h}
		metrics["faces"], metrics["faceFill"], metrics["faceOffset"] = len(v.Faces), v.Face.Fill, v.Face.Offset
		metrics["faceBrightness"], metrics["backlight"] = v.Face.Brightness, v.Face.Backlight
	}
	for name, deprecated := range map[string]string{
		"brightness": "dark", "clipped": "bright", "faceFill": "faceShare", "faceOffset": "faceCentre",
		"faceBrightness": "faceDark", "backlight": "faceAgainst",
	} {
		if value, ok := metrics[name]; ok {
			metrics[deprecated] = value
		}
	}
	return m
}
