package imageproc

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"credential-capture/fault"
)

// file is a Source in memory.
func file(b []byte) Source { return bytes.NewReader(b) }

// counted is a Source that counts what is read of it.
type counted struct {
	Source
	read int64
}

func (c *counted) ReadAt(b []byte, off int64) (int, error) {
	n, err := c.Source.ReadAt(b, off)
	c.read += int64(n)
	return n, err
}

var errUnplugged = errors.New("unplugged")

// unplugged is a Source whose bytes from a place on can't be read.
type unplugged struct {
	Source
	from int64
}

func (u unplugged) ReadAt(b []byte, off int64) (int, error) {
	if off+int64(len(b)) > u.from {
		return 0, errUnplugged
	}
	return u.Source.ReadAt(b, off)
}

// shrunk is a Source that says it is larger than it is, as a file that is cut while
// it is being read.
type shrunk struct {
	Source
	size int64
}

func (s shrunk) Size() int64 { return s.size }

// mustValidate fails the test when the file could not be read at all.
func mustValidate(t *testing.T, b []byte, limits Limits) *Report {
	t.Helper()
	r, err := Validate(context.Background(), file(b), limits)
	if err != nil {
		t.Fatalf("Validate: %v", err)
	}
	return r
}

// codes lists the codes of a report's problems.
func codes(r *Report) []fault.Code {
	var all []fault.Code
	for _, p := range r.Problems {
		all = append(all, p.Code)
	}
	return all
}
