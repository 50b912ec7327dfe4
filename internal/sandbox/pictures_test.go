package sandbox_test

import (
	"bytes"

	"credential-capture/internal/testpic"
)

// jpegOf is a JPEG that claims to be w×h px, which is all that the sandbox looks at.
func jpegOf(w, h int) []byte { return testpic.JPEGHeader(w, h) }

// weighing makes a picture exactly n bytes heavy. The end of the file stays at its end.
func weighing(picture []byte, n int) []byte {
	end := len(picture) - 12 // IEND, or the last of the entropy bytes and EOI
	b := append([]byte{}, picture[:end]...)
	b = append(b, bytes.Repeat([]byte{0}, n-len(picture))...)
	return append(b, picture[end:]...)
}
