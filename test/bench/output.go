package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"credential-capture/imageproc"
)

// What the service takes.
const (
	mostBytes = 15_000_000
	mostSide  = 8000
)

// output is a file that a tool made of a picture.
type output struct {
	path          string
	bytes         int
	width, height int // as it is seen
	orientation   int
	format        string
	gps           bool
	psnr          float64
	sameData      bool
}

// fits reports whether the service takes it, and it is the picture that was given:
// one that was left on its side isn't.
func (o *output) fits(p *picture) bool {
	turned := (p.width > p.height) != (o.width > o.height)
	return o.bytes <= mostBytes && max(o.width, o.height) <= mostSide && !turned && (o.format == "jpeg" || o.format == "png")
}

// examine keeps a tool's output and looks at its headers. Tools answer the same
// bytes in every round, so most have been seen before.
func (s *study) examine(b []byte) (*output, error) {
	sum := sha256.Sum256(b)
	name := hex.EncodeToString(sum[:12])
	if o, ok := s.outputs[name]; ok {
		return o, nil
	}
	o := &output{path: filepath.Join(s.folder, name), bytes: len(b)}
	info, err := imageproc.Inspect(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("look at an output: %w", err)
	}
	o.format, o.orientation, o.gps = string(info.Format), int(info.Orientation), info.Metadata.GPS
	o.width, o.height = info.Upright()
	if err := os.WriteFile(o.path, b, 0o644); err != nil {
		return nil, err
	}
	s.outputs[name] = o
	return o, nil
}

// judge compares the outputs of a picture with it, after the clock has stopped.
func (s *study) judge() error {
	file, err := os.ReadFile(s.picture.path)
	if err != nil {
		return err
	}
	src, err := decode(file, s.picture.orientation)
	if err != nil {
		return fmt.Errorf("decode %s: %w", s.picture.name, err)
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
			return fmt.Errorf("decode an output of %s: %w", s.picture.name, err)
		}
		o.psnr = round2(psnr(src, got))
		o.sameData = sameScan(file, b)
	}
	return nil
}

// sameScan reports whether two JPEGs have the same compressed pixel data, from the
// first scan to the end of the picture.
func sameScan(a, b []byte) bool {
	a, b = scan(a), scan(b)
	n := min(len(a), len(b))
	// What follows the end of the picture isn't pixel data.
	return n > 0 && bytes.Equal(a[:n], b[:n]) && bytes.HasSuffix(a[:n], []byte{0xff, 0xd9})
}

// scan returns what follows the segments before the first scan.
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
