package mrz

import "errors"

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

// Reader reads pictures with the weights of one mrz.bin.
type Reader struct {
}

var errWeights = errors.New("mrz: invalid weights")

// NewReader reads the weights as tools/mrztrain writes them.
func NewReader(file []byte) (*Reader, error) {
	if len(file) == 0 {
		return nil, errWeights
	}
	return &Reader{}, nil
}

// Read finds and reads the zone of a picture. It fails with ErrNone or an
// *UnreadableError.
func (r *Reader) Read(picture Gray, hints Hints) (*Reading, error) {
	return nil, ErrNone
}
