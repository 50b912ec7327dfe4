package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image/jpeg"
	"image/png"
	"net/http"
	"slices"
)

const (
	maxSide = 8000 // px
	minSide = 301  // px, of the longest side
)

// judgePicture looks at one picture as the service would: by its content.
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

// judgeFiles looks at each file of an upload by itself.
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

// judgeDocument looks at the pages to be added together with those that are there.
func judgeDocument(made, there []*part, most int) *problem {
	all := slices.Concat(there, made)
	pages := 0
	for _, p := range all {
		pages += p.pages
		if p.kind == pdfType && len(all) > 1 {
			return refuse(http.StatusBadRequest, "a document is one PDF, or images")
		}
	}
	switch {
	case pages > most:
		return refuse(http.StatusBadRequest, "the document has too many pages")
	case size(all) > maxUpload:
		return tooLarge()
	}
	return nil
}
