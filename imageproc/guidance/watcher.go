// Package guidance turns camera frames into advice for the person with the camera, one
// sentence at a time.
//
// A Watcher is the whole pipeline: it detects the document or the faces, measures quality,
// and judges the measures against Limits. A sentence that changed with every frame would help
// nobody, so State debounces it: a problem must last before it is shown, and be clearly over
// before it disappears. Time is an argument; nothing reads a clock.
package guidance

import (
	"errors"

	"credential-capture/imageproc/guidance/document"
	"credential-capture/imageproc/guidance/face"
	"credential-capture/imageproc/guidance/frame"
	"credential-capture/imageproc/guidance/quality"
)

// MaxSide is the longest side of a frame, px.
const MaxSide = 1920

// maxStreams is how many streams are kept; the next one discards them all.
const maxStreams = 16

// Errors of Watch.
var (
	ErrFrame     = errors.New("guidance: the frame's size is unsuitable or its pixels are missing")
	ErrNoCascade = errors.New("guidance: part FACE needs a cascade")
)

// Frame is one camera frame.
type Frame struct {
	Pix           []byte  // RGBA, Width × Height × 4
	Width, Height int     // px, at most MaxSide
	At            float64 // ms on a monotonic clock, above 0
}

// Watcher analyses frames. The zero value is ready for documents; faces need SetCascade. Its
// buffers serve all streams; it is for one goroutine at a time.
type Watcher struct {
	gray      frame.Gray
	documents document.Detector
	faces     *face.Detector
	streams   map[string]*stream
}

// stream is what the frames of one stream share.
type stream struct {
	state    State
	meter    quality.Meter
	document document.Track
	face     face.Track
}

// SetCascade enables faces with the contents of face.bin.
func (w *Watcher) SetCascade(file []byte) error {
	cascade, err := face.Parse(file)
	if err == nil {
		w.faces = face.NewDetector(cascade)
	}
	return err
}

// Watch analyses the next frame of a stream.
func (w *Watcher) Watch(f Frame, o Options) (Guidance, error) {
	if f.Width > MaxSide || f.Height > MaxSide || !w.gray.FromRGBA(f.Pix, f.Width, f.Height) {
		return Guidance{}, ErrFrame
	}
	if o.Part == Face && w.faces == nil {
		return Guidance{}, ErrNoCascade
	}
	s := w.stream(o.Stream, o.Reset)
	state, g := s.state.Next(o, w.view(f, o.Part, s), f.At)
	s.state = state
	return g, nil
}

func (w *Watcher) stream(name string, reset bool) *stream {
	if name == "" {
		return &stream{}
	}
	if w.streams == nil || len(w.streams) > maxStreams {
		w.streams = map[string]*stream{}
	}
	if w.streams[name] == nil || reset {
		w.streams[name] = &stream{}
	}
	return w.streams[name]
}

// view detects and measures what is in a frame.
func (w *Watcher) view(f Frame, part Part, s *stream) View {
	v := View{Width: f.Width, Height: f.Height}
	var region *frame.Quad
	if part == Face {
		v.Faces = w.faces.Track(&s.face, &w.gray)
		if len(v.Faces) > 0 {
			f := v.Faces[0]
			v.Face = face.Measure(&w.gray, f)
			square := frame.Rect(f.X, f.Y, f.Size, f.Size)
			region = &square
		}
	} else if found, ok := w.documents.Track(&s.document, &w.gray, f.Pix); ok {
		v.Document, region = &found, &found.Quad
	}
	v.Quality = s.meter.Measure(&w.gray, f.Pix, region, v.Document != nil)
	return v
}
