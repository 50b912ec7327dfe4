package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/jpeg"
	"image/png"
	"net/http"
	"slices"

	"credential-capture/imageproc/container"
	"credential-capture/imageproc/container/pdf"
)

const (
	maxSide = 8000 // px
	minSide = 301  // px, of the longest side
)

// judgePicture checks a picture by its content, as the service does.
func judgePicture(b []byte) (*part, error) {
	var kind, end string
	var config image.Config
	var err error
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		kind, end = "image/jpeg", "\xff\xd9"
		config, err = jpeg.DecodeConfig(bytes.NewReader(b))
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		kind, end = "image/png", "IEND\xae\x42\x60\x82"
		config, err = png.DecodeConfig(bytes.NewReader(b))
	default:
		return nil, refuse(http.StatusUnsupportedMediaType, "the file is neither JPEG nor PNG")
	}
	if err != nil || !bytes.Contains(b[max(0, len(b)-64<<10):], []byte(end)) {
		return nil, refuse(http.StatusBadRequest, "the picture is broken")
	}
	p := newPart(b, kind, 1)
	p.width, p.height = config.Width, config.Height
	if max(p.width, p.height) > maxSide {
		return nil, refuse(http.StatusBadRequest, "a side is over 8000 px")
	}
	return p, nil
}

// checkMinSide refuses small pictures.
func checkMinSide(parts []*part) error {
	for _, p := range parts {
		if p.kind != pdfType && max(p.width, p.height) < minSide {
			return refuse(http.StatusBadRequest, "the longest side is 300 px or less")
		}
	}
	return nil
}

// judgeFiles checks each file of an upload.
func judgeFiles(files [][]byte, classifier string) ([]*part, error) {
	var made []*part
	for _, b := range files {
		judge := judgePicture
		if classifier == "DOCUMENT" && pdf.HasHeader(b) {
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
func judgeDocument(made, stored []*part, maxPages int) error {
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
func judgePDF(b []byte) (*part, error) {
	var info container.Info
	err := pdf.Inspect(container.NewReader(bytes.NewReader(b)), &info)
	switch {
	case err != nil:
		return nil, refuse(http.StatusBadRequest, "the PDF is broken")
	case info.Password:
		return nil, refuse(http.StatusBadRequest, "the PDF requires a password")
	case info.Pages < 1:
		return nil, refuse(http.StatusBadRequest, "the PDF has no pages")
	}
	return newPart(b, pdfType, info.Pages), nil
}

func newPart(b []byte, kind string, pages int) *part {
	sum := sha256.Sum256(b)
	return &part{id: newID(), body: b, kind: kind, pages: pages, sha256: hex.EncodeToString(sum[:])}
}
