package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image/jpeg"
	"image/png"
	"net/http"
	"slices"

	"credential-capture/imageproc"
)

const (
	maxSide = 8000 // px
	minSide = 301  // px, of the longest side
)

// judgePicture checks a picture by its content, as the service does.
func judgePicture(b []byte) (*part, *problem) {
	p := &part{id: newID(), body: b, pages: 1}
	sum := sha256.Sum256(b)
	p.sha256 = hex.EncodeToString(sum[:])
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		c, err := jpeg.DecodeConfig(bytes.NewReader(b))
		if err != nil || !bytes.Contains(b[max(0, len(b)-64<<10):], []byte("\xff\xd9")) {
			return nil, refuse(http.StatusBadRequest, "the JPEG is broken")
		}
		p.kind, p.width, p.height = "image/jpeg", c.Width, c.Height
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		c, err := png.DecodeConfig(bytes.NewReader(b))
		if err != nil || !bytes.Contains(b[max(0, len(b)-64<<10):], []byte("IEND\xae\x42\x60\x82")) {
			return nil, refuse(http.StatusBadRequest, "the PNG is broken")
		}
		p.kind, p.width, p.height = "image/png", c.Width, c.Height
	default:
		return nil, refuse(http.StatusUnsupportedMediaType, "the file is neither JPEG nor PNG")
	}
	longest := max(p.width, p.height)
	switch {
	case longest > maxSide:
		return nil, refuse(http.StatusBadRequest, "a side is over 8000 px")
	case longest < minSide:
		return nil, refuse(http.StatusBadRequest, "the longest side is 300 px or less")
	}
	return p, nil
}

// judgeFiles checks each file of an upload.
func judgeFiles(files [][]byte, classifier string) ([]*part, *problem) {
	var made []*part
	for _, b := range files {
		judge := judgePicture
		if classifier == "DOCUMENT" && bytes.HasPrefix(b, []byte("%PDF-")) {
			judge = judgePDF
		}
		p, problem := judge(b)
		if problem != nil {
			return nil, problem
		}
		made = append(made, p)
	}
	return made, nil
}

// judgeDocument checks new pages together with the stored ones.
func judgeDocument(made, stored []*part, maxPages int) *problem {
	all := slices.Concat(stored, made)
	pages := 0
	for _, p := range all {
		pages += p.pages
		if p.kind == pdfType && len(all) > 1 {
			return refuse(http.StatusBadRequest, "a document is one PDF, or images")
		}
	}
	switch {
	case pages > maxPages:
		return refuse(http.StatusBadRequest, "the document has too many pages")
	case size(all) > maxUpload:
		return tooLarge()
	}
	return nil
}

const pdfType = "application/pdf"

// judgePDF counts pages with the module's own parser, which allocates by no number in the
// file.
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
