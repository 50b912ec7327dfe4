package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"credential-capture/imageproc"
)

const pdfType = "application/pdf"

// judgePDF counts pages with the module's own parser, because no number in a file makes it
// allocate.
func judgePDF(b []byte) (*part, *problem) {
	info, err := imageproc.Inspect(bytes.NewReader(b))
	switch {
	case err != nil:
		return nil, refuse(http.StatusBadRequest, "the PDF is broken")
	case info.Encrypted:
		return nil, refuse(http.StatusBadRequest, "the PDF is encrypted")
	case info.Pages < 1:
		return nil, refuse(http.StatusBadRequest, "the PDF has no pages")
	}
	sum := sha256.Sum256(b)
	return &part{id: newID(), body: b, kind: pdfType, pages: info.Pages, sha256: hex.EncodeToString(sum[:])}, nil
}
