package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	_ "image/jpeg" // decode
	_ "image/png"
	"os"
	"path/filepath"
	"time"

	"credential-capture/imageproc"
	"credential-capture/test/testpic"
)

// The limits of the service.
const (
	maxBytes = 15_000_000
	maxSide  = 8000 // px
)

// study is one picture through all tools.
type study struct {
	bench   *bench
	picture *picture
	folder  string             // of the outputs
	outputs map[string]*output // by hash
	samples map[string][]sample
	runs    int
}

// request is the argument of run in page/page.js.
type request struct {
	MaxBytes   int     `json:"maxBytes"`
	MaxSide    int     `json:"maxSide"`
	Width      int     `json:"width"` // of the upright picture
	Height     int     `json:"height"`
	Prefer     string  `json:"prefer,omitempty"` // ours: "" for the default
	MinQuality float64 `json:"quality"`          // 0: the tool's own
}

// runTimeout is far more than the slowest tool takes.
const runTimeout = 5 * time.Minute

// run gives the picture to one tool on a fresh page and examines the output.
func (s *study) run(tool string, r request) (got sample, err error) {
	b := s.bench
	r.Width, r.Height = s.picture.width, s.picture.height
	if tool == faithful {
		tool, r.Prefer = ours, "fidelity"
	}
	p, err := b.open()
	if err != nil {
		return got, err
	}
	var pid int
	defer func() {
		p.close()
		waitForExit(pid)
	}()
	if err := p.call(pageTimeout, nil, "prepare", tool); err != nil {
		return got, err
	}
	if err := p.choose(s.picture.path); err != nil {
		return got, err
	}
	stop, err := b.browser.WatchMemory()
	if err != nil {
		return got, err
	}
	err = p.call(runTimeout, &got, "run", r)
	got.peakMemory, pid = stop() // sending the output would need memory as well
	if err != nil || got.Error != "" {
		return got, err
	}
	s.runs++
	id := fmt.Sprint(s.runs)
	if err := p.call(pageTimeout, nil, "send", id); err != nil {
		return got, err
	}
	got.output, err = s.examine(b.server.output(id))
	return got, err
}

// output is a file that a tool made of a picture.
type output struct {
	path          string
	bytes         int
	width, height int // upright
	orientation   int // EXIF
	format        string
	gps           bool
	psnr          float64 // dB; 0: not compared yet
	sameScan      bool
}

// fits reports whether the service accepts the output, and it is upright.
func (o *output) fits(p *picture) bool {
	turned := (p.width > p.height) != (o.width > o.height)
	return o.bytes <= maxBytes && max(o.width, o.height) <= maxSide && !turned && (o.format == "jpeg" || o.format == "png")
}

// examine keeps an output and reads its headers. Most tools return the same bytes in every
// round, which are kept once.
func (s *study) examine(b []byte) (*output, error) {
	sum := sha256.Sum256(b)
	name := fmt.Sprintf("%x", sum[:12])
	if o, ok := s.outputs[name]; ok {
		return o, nil
	}
	info, err := imageproc.Inspect(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("inspect an output: %w", err)
	}
	o := &output{path: filepath.Join(s.folder, name), bytes: len(b), format: string(info.Format), orientation: int(info.Orientation), gps: info.Metadata.GPS}
	o.width, o.height = info.Upright()
	s.outputs[name] = o
	return o, os.WriteFile(o.path, b, 0o644)
}

// comparePixels compares new outputs with the picture.
func (s *study) comparePixels() error {
	file, err := os.ReadFile(s.picture.path)
	if err != nil {
		return err
	}
	source, err := decode(file, s.picture.orientation)
	if err != nil {
		return err
	}
	for _, o := range s.outputs {
		if o.psnr > 0 {
			continue
		}
		b, err := os.ReadFile(o.path)
		if err != nil {
			return err
		}
		got, err := decode(b, o.orientation)
		if err != nil {
			return fmt.Errorf("decode an output: %w", err)
		}
		o.psnr, o.sameScan = round2(testpic.PSNR(source, got)), sameScan(file, b)
	}
	return nil
}

// decode decodes a JPEG or PNG, upright.
func decode(file []byte, orientation int) (image.Image, error) {
	img, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	return testpic.Upright(img, orientation), nil
}

// sameScan reports whether two JPEGs have the same entropy-coded data. It ignores bytes
// after the end of either picture.
func sameScan(a, b []byte) bool {
	a, b = scan(a), scan(b)
	n := min(len(a), len(b))
	return n > 0 && bytes.Equal(a[:n], b[:n]) && bytes.HasSuffix(a[:n], []byte{0xff, 0xd9})
}

// scan returns a JPEG from its first SOS marker on.
func scan(b []byte) []byte {
	if !bytes.HasPrefix(b, []byte{0xff, 0xd8}) {
		return nil
	}
	for at := 2; at+4 <= len(b) && b[at] == 0xff; at += 2 + int(b[at+2])<<8 + int(b[at+3]) {
		if b[at+1] == 0xda {
			return b[at:]
		}
	}
	return nil
}
