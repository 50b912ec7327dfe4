package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxFile is the size of a file that is read, bytes.
const maxFile = 64 << 20

// file is one input and the verdict of each program.
type file struct {
	Path              string         `json:"path"`
	Sum               string         `json:"sum"` // first 12 digits of its SHA-256
	Kind              string         `json:"kind"`
	Bytes             int            `json:"bytes"`
	Module            ours           `json:"module"` // in Chromium
	Native            ours           `json:"native"`
	Browser           verdict        `json:"browser"`
	BrowserDifference float64        `json:"browser_difference"` // of the module's output, as the browser shows both
	Apart             float64        `json:"apart"`              // difference of both outputs, as ImageMagick shows them
	Independent       verdict        `json:"independent"`        // ImageMagick's, or pdfinfo's and qpdf's
	MetadataLeft      []string       `json:"metadata_left,omitempty"`
	Disagreements     []disagreement `json:"disagreements"`
}

// ours is this module's verdict.
type ours struct {
	Outcome    string   `json:"outcome"` // "taken", the code of fit's error, "crashed" or "hung"
	Detail     string   `json:"detail,omitempty"`
	Action     string   `json:"action,omitempty"`
	OK         bool     `json:"ok"` // of validate, as are the next three
	Fixable    bool     `json:"fixable"`
	Problems   []string `json:"problems,omitempty"`
	Pixels     []string `json:"pixels,omitempty"` // problems of validate with {pixels: true}
	Width      int      `json:"width"`
	Height     int      `json:"height"`
	Pages      int      `json:"pages"` // of the document; 0 for a format without pages
	Sandbox    string   `json:"sandbox,omitempty"`
	Output     string   `json:"-"`                    // file name; "" if the input is the output
	Agreed     bool     `json:"agreed,omitempty"`     // libtiff shows the picture of the output, whatever ImageMagick shows
	Unreadable string   `json:"unreadable,omitempty"` // what ImageMagick says of the output
	Difference float64  `json:"difference"`           // of the output, as ImageMagick shows both
}

func (o ours) taken() bool { return o.Outcome == "taken" }

// verdict is another program's.
type verdict struct {
	Reads  bool   `json:"reads"`
	Warns  string `json:"warns,omitempty"` // or why it doesn't read the file
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Pages  int    `json:"pages"`

	thumbnail []byte
}

// collect finds the pictures and PDFs in folders, each content once.
func collect(dirs []string) (files []*file, err error) {
	known := map[string]bool{}
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			info, err := d.Info()
			if err != nil || info.Size() == 0 || info.Size() > maxFile {
				return err
			}
			kind, err := sniffFile(path)
			if err != nil || kind == "" {
				return err
			}
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			sum := sha256.Sum256(content)
			name := hex.EncodeToString(sum[:6])
			if !known[name] {
				known[name] = true
				files = append(files, &file{Path: path, Sum: name, Kind: kind, Bytes: len(content)})
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

func sniffFile(path string) (kind string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	head := make([]byte, 1024)
	n, _ := f.Read(head)
	return sniff(path, head[:n]), nil
}

// byName are the formats of files that don't begin as their format demands.
var byName = map[string]string{".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".gif": "gif", ".bmp": "bmp", ".tif": "tiff",
	".tiff": "tiff", ".webp": "webp", ".heic": "heic", ".heif": "heic", ".avif": "avif", ".pdf": "pdf"}

// sniff returns the format of a file: by its first bytes, else by its name. It shares no
// code with what is being judged.
func sniff(path string, head []byte) string {
	has := func(at int, magic string) bool { return len(head) >= at && bytes.HasPrefix(head[at:], []byte(magic)) }
	switch {
	case has(0, "\xff\xd8\xff"):
		return "jpeg"
	case has(0, "\x89PNG\r\n\x1a\n"):
		return "png"
	case has(0, "GIF87a"), has(0, "GIF89a"):
		return "gif"
	case has(0, "BM") && has(6, "\x00\x00\x00\x00"):
		return "bmp"
	case has(0, "II*\x00"), has(0, "MM\x00*"), has(0, "II+\x00"), has(0, "MM\x00+"):
		return "tiff"
	case has(0, "RIFF") && has(8, "WEBP"):
		return "webp"
	case has(4, "ftypavi"):
		return "avif"
	case has(4, "ftyphe"), has(4, "ftypmif1"), has(4, "ftypmsf1"):
		return "heic"
	case bytes.Contains(head, []byte("%PDF-")):
		return "pdf"
	}
	return byName[strings.ToLower(filepath.Ext(path))]
}
