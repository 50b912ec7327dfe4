package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"

	"github.com/ledongthuc/pdf"
)

const pdfType = "application/pdf"

// judgePDF counts pages. The library panics on some broken files, which is one
// more way of saying that they are broken.
func judgePDF(b []byte) (p *part, refusal *problem) {
	defer func() {
		if recover() != nil {
			p, refusal = nil, refuse(http.StatusBadRequest, "the PDF is broken")
		}
	}()
	r, err := pdf.NewReader(patient(b), int64(len(b)))
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "the PDF is broken or encrypted")
	}
	n := r.NumPage()
	if n < 1 {
		return nil, refuse(http.StatusBadRequest, "the PDF has no pages")
	}
	sum := sha256.Sum256(b)
	return &part{id: newID(), body: b, kind: pdfType, pages: n, sha256: hex.EncodeToString(sum[:])}, nil
}

// limited ends after so many bytes: in a file whose parts point at each other in a
// circle the library would read for ever.
type limited struct {
	from *bytes.Reader
	left int
}

// patient lets a file be read some times over, which counting its pages never takes.
func patient(b []byte) *limited { return &limited{bytes.NewReader(b), 4*len(b) + 1<<20} }

var errCircle = errors.New("the file is read again and again")

func (l *limited) ReadAt(b []byte, at int64) (int, error) {
	if l.left -= len(b); l.left < 0 {
		return 0, errCircle
	}
	return l.from.ReadAt(b, at)
}
