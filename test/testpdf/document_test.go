package testpdf

import (
	"bytes"
	"testing"
)

func TestNew_isReproducible(t *testing.T) {
	o := Options{Encrypted: true, XRefStream: true}
	if !bytes.Equal(New(12, o), New(12, o)) {
		t.Error("two calls return different bytes")
	}
}
