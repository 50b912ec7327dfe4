package mrz

import (
	"errors"

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

// Reader reads pictures with the weights of one mrz.bin. It isn't safe for concurrent use.
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

// Read finds and reads the zone of a picture. It fails with ErrNone or an
// *UnreadableError.
func (r *Reader) Read(picture Gray, hints Hints) (*Reading, error) {
	g := picture
	if g.Width < 1 || g.Height < 1 || g.Width > maxSize || g.Height > maxSize || g.Stride < g.Width || len(g.Pix) < (g.Height-1)*g.Stride+g.Width {
		return nil, errPicture
	}
	p := newPyramid(g)
	var found *UnreadableError
	candidates := locate(p)
	if hints.Outline != (Quad{}) {
		sortBy(candidates, func(c candidate) float64 { return -float64(hints.Outline.outside(c.middle())) })
	}
	for _, c := range candidates {
		t := r.transcribe(p, straighten(p, c))
		if t == nil {
			continue
		}
		reading, reason := t.read()
		if reason == "" {
			return reading, nil
		}
		if found == nil && reason != notFound {
			found = &UnreadableError{reason, t.quad(), t.charHeight(), reading}
		}
	}
	if found == nil {
		return nil, ErrNone
	}
	return nil, found
}
