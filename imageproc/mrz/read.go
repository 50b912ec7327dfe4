package mrz

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"time"

	"credential-capture/imageproc/mrz/glyph"
)

// ErrNone is the error of a picture in which no zone is found.
var ErrNone = errors.New("mrz: no machine-readable zone found")

// UnreadableError is the error of a zone that is found but not read.
type UnreadableError struct {
	Reason     Reason
	Quad       Quad    // around the zone, in px of the picture
	CharHeight float64 // of a capital letter, px of the picture
	// Attempt is the likeliest reading, for measuring: its check digits fail or its
	// characters are uncertain. Never show or use its values. Nil if there is none.
	Attempt *Reading
}

// Reason is why a zone isn't readable.
type Reason string

// The reasons. The first advises to come closer, the second to hold still.
const (
	TooSmall  Reason = "small"     // less than minCharHeight px
	Blurred   Reason = "blurred"   // large enough, but the characters are uncertain
	BadChecks Reason = "checks"    // the characters are clear, but check digits fail
	Ambiguous Reason = "ambiguous" // another reading matches the check digits nearly as well
)

func (e *UnreadableError) Error() string { return "mrz: zone not readable: " + string(e.Reason) }

// Reader reads pictures with the weights of one mrz.bin. It isn't safe for concurrent use, but on
// one thread readings may overlap: they pause only where the net is idle.
type Reader struct {
	net *glyph.Net
}

// NewReader reads the weights as tools/mrztrain writes them.
func NewReader(file []byte) (*Reader, error) {
	net, err := glyph.Parse(file)
	if err != nil {
		return nil, err
	}
	return &Reader{net}, nil
}

var errPicture = errors.New("mrz: invalid picture")

// Read finds and reads the zone of a picture. It fails with ErrNone, an *UnreadableError, or
// the context's error.
func (r *Reader) Read(ctx context.Context, g Gray) (*Reading, error) {
	if g.Width < 1 || g.Height < 1 || g.Width > maxSize || g.Height > maxSize || g.Stride < g.Width || len(g.Pix) < g.Width || (len(g.Pix)-g.Width)/g.Stride < g.Height-1 {
		return nil, errPicture
	}
	p := newPyramid(g)
	var found *UnreadableError
	var tried []candidate
	wait := newPauses(ctx)
	s := newSearch(p)
	// Most zones are nearly level or upright: a clear one ends the search.
	for _, part := range [2]struct{ minTilt, maxTilt, candidates int }{{0, 1, 2}, {2, maxTilt, maxCandidates}} {
		if err := s.search(part.minTilt, part.maxTilt, wait); err != nil {
			return nil, err
		}
		for _, c := range s.best(part.candidates) {
			if slices.Contains(tried, c) {
				continue
			}
			tried = append(tried, c)
			if err := wait.pause(); err != nil {
				return nil, err
			}
			t, reading, reason := r.transcribe(p, straighten(p, c), wait)
			if reason == "" {
				return reading, nil
			}
			if found == nil && reason != notFound {
				found = &UnreadableError{reason, t.quad(), t.charHeight(), reading}
			}
		}
	}
	if err := wait.pause(); err != nil {
		return nil, err
	}
	if found == nil {
		return nil, ErrNone
	}
	return nil, found
}

// pauses let other work run, and an abort arrive: wasm has one thread.
type pauses struct {
	ctx  context.Context
	last time.Time
}

func newPauses(ctx context.Context) *pauses { return &pauses{ctx, time.Now()} }

// maxBusy is the time between pauses: a frame of 60 a second.
const maxBusy = 16 * time.Millisecond

// pause returns the context's error.
func (p *pauses) pause() error {
	if runtime.GOOS == "js" && time.Since(p.last) > maxBusy {
		time.Sleep(time.Millisecond) // less may be over before the scheduler is idle and returns to the event loop
		p.last = time.Now()
	}
	return p.ctx.Err()
}
