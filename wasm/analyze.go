//go:build js && wasm

package main

import (
	"context"
	"math"
	"syscall/js"

	"credential-capture/fault"
	"credential-capture/imageproc/guidance"
	"credential-capture/imageproc/guidance/document"
	"credential-capture/imageproc/guidance/face"
	"credential-capture/imageproc/guidance/frame"
	"credential-capture/imageproc/guidance/quality"
	"credential-capture/internal/jsbridge"
)

// watcher looks at frames. Its buffers serve one frame after the other; what is known of
// the frames before is a stream's own.
type watcher struct {
	rgba      []byte
	gray      frame.Gray
	documents *document.Finder
	faces     *face.Finder // nil until the cascade is there
	streams   map[string]*stream
}

// stream is what is known of a stream of frames.
type stream struct {
	state    guidance.State
	meter    quality.Meter
	document document.Trail
	was      face.Face // the only one of the frame before
	followed int       // frames since all of one was searched
	alone    bool      // whether there was only one
	size     [2]int    // of that frame
}

// follows is how many frames are searched only where the face was.
const follows = 3

// mostFrame is the longest side of a frame, px, and mostStreams how many of them are
// remembered.
const (
	mostFrame   = 1920
	mostStreams = 16
)

// cascade is (bytes) → nothing: what tells faces, once.
func (a *app) cascade(_ context.Context, c *call) (any, error) {
	file, err := jsbridge.Bytes(c.arg(0))
	if err != nil {
		return nil, err
	}
	questions, err := face.Parse(file)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "face.bin")
	}
	a.watcher.faces = face.NewFinder(questions)
	return nil, nil
}

// analyze is (RGBA bytes, width, height, ms, options) → Guidance. The stream "" has no
// memory: such a frame is judged by itself.
func (a *app) analyze(_ context.Context, c *call) (any, error) {
	width, height := c.arg(1), c.arg(2)
	if width.Type() != js.TypeNumber || height.Type() != js.TypeNumber || c.arg(3).Type() != js.TypeNumber {
		return nil, fault.New(fault.BadOption, "a frame without size or time").On("frame")
	}
	w, h := width.Int(), height.Int()
	if w < 1 || h < 1 || w > mostFrame || h > mostFrame {
		return nil, fault.New(fault.BadOption, "a frame of %d × %d px", w, h).On("frame")
	}
	o := readOptions(c.arg(4), "", "part", "type", "stream", "reset", "limits")
	name, reset := o.text("stream"), o.get("reset")
	options := o.guidance()
	if o.err != nil {
		return nil, o.err
	}
	watch := &a.watcher
	if options.Part == guidance.Face && watch.faces == nil {
		return nil, fault.New(fault.Internal, "faces without a cascade")
	}
	if len(watch.rgba) != 4*w*h {
		watch.rgba = make([]byte, 4*w*h)
	}
	if err := jsbridge.CopyBytes(watch.rgba, c.arg(0)); err != nil {
		return nil, err
	}
	s := watch.stream(name, reset.Truthy())
	view := watch.look(options.Part, s, w, h)
	state, guidance := s.state.Next(options, view, c.arg(3).Float())
	s.state = state
	return encodeGuidance(guidance), nil
}

func (w *watcher) stream(name string, reset bool) *stream {
	if name == "" {
		return &stream{}
	}
	if w.streams == nil || len(w.streams) > mostStreams {
		w.streams = map[string]*stream{}
	}
	if w.streams[name] == nil || reset {
		w.streams[name] = &stream{}
	}
	return w.streams[name]
}

// look sees what is in the frame that lies in rgba.
func (w *watcher) look(part guidance.Part, s *stream, width, height int) guidance.View {
	w.gray.FromRGBA(w.rgba, width, height)
	v := guidance.View{Width: width, Height: height}
	var within *document.Quad
	if part == guidance.Face {
		v.Faces = w.people(s)
		if len(v.Faces) > 0 {
			f := v.Faces[0]
			v.Face = face.Measure(&w.gray, f)
			x, y := f.X+f.Size, f.Y+f.Size
			within = &document.Quad{{X: f.X, Y: f.Y}, {X: x, Y: f.Y}, {X: x, Y: y}, {X: f.X, Y: y}}
		}
	} else {
		if w.documents == nil {
			w.documents = document.NewFinder()
		}
		if found, ok := w.documents.Follow(&s.document, &w.gray, w.rgba); ok {
			v.Document, within = &found, &found.Quad
		}
	}
	if part == guidance.Face {
		v.Quality = s.meter.MeasureInside(&w.gray, w.rgba, within)
	} else {
		v.Quality = s.meter.Measure(&w.gray, w.rgba, within)
	}
	return v
}

// people finds the faces: where the only one was, and every few frames everywhere, which
// takes longer.
func (w *watcher) people(s *stream) []face.Face {
	size := [2]int{w.gray.Width, w.gray.Height}
	if s.alone && s.size == size && s.followed < follows {
		s.followed++
		if faces := w.faces.Follow(&w.gray, s.was); len(faces) == 1 {
			s.was = faces[0]
			return faces
		}
	}
	faces := w.faces.Find(&w.gray)
	s.followed, s.size, s.alone = 0, size, len(faces) == 1
	if s.alone {
		s.was = faces[0]
	}
	return faces
}

// guidance reads what is asked for.
func (o *options) guidance() guidance.Options {
	g := guidance.Options{Part: guidance.Part(o.part()), Type: o.text("type")}
	if g.Part == "" {
		g.Part = guidance.Front
	}
	l := &g.Limits
	q, f := &l.Quality, &l.Face
	limits := []struct {
		name string
		v    *float64
	}{
		{"edgeWidth", &q.EdgeWidth}, {"dark", &q.Dark}, {"bright", &q.Bright}, {"glare", &q.Glare},
		{"contrast", &q.Contrast}, {"colour", &q.Colour}, {"motion", &q.Motion},
		{"far", &l.Far}, {"close", &l.Close}, {"shape", &l.Shape}, {"tilt", &l.Tilt}, {"centre", &l.Centre},
		{"still", &l.Still}, {"hold", &l.Hold},
		{"faceFar", &f.Far}, {"faceClose", &f.Close}, {"faceCentre", &f.Centre}, {"faceDark", &f.Dark},
		{"faceAgainst", &f.Against}, {"faceEdgeWidth", &l.FaceEdge},
	}
	names := make([]string, len(limits))
	for i, limit := range limits {
		names[i] = limit.name
	}
	own := readOptions(o.get("limits"), "limits.", names...)
	for _, limit := range limits {
		if v := own.get(limit.name); !absent(v) {
			if v.Type() != js.TypeNumber || !(v.Float() > 0) || math.IsInf(v.Float(), 0) {
				own.fail(limit.name, "not a number above 0")
				break
			}
			*limit.v = v.Float()
		}
	}
	if o.err == nil {
		o.err = own.err
	}
	return g
}

// encodeGuidance makes the Guidance of web/capture.d.ts. Places are shares of the frame's
// sides, since nobody knows how small the frame was made.
func encodeGuidance(g guidance.Guidance) map[string]any {
	v, q := g.View, g.View.Quality
	w, h := float64(v.Width), float64(v.Height)
	hints := make([]string, len(g.Hints))
	for i, hint := range g.Hints {
		hints[i] = string(hint)
	}
	metrics := map[string]any{
		"width": v.Width, "height": v.Height,
		"edgeWidth": q.EdgeWidth, "dark": q.Dark, "bright": q.Bright, "glare": q.Glare,
		"contrast": q.Contrast, "colour": q.Colour, "motion": q.Motion,
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
		metrics["faces"], metrics["faceShare"], metrics["faceCentre"] = len(v.Faces), v.Face.Share, v.Face.Centre
		metrics["faceDark"], metrics["faceAgainst"] = v.Face.Dark, v.Face.Against
	}
	return m
}
