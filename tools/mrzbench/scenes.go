package main

import (
	"bytes"
	"fmt"
	"image/jpeg"

	"credential-capture/test/scene/docscene"
)

// scenes paints n documents with a zone, as cameras of two sizes see them, n/2 that are scanned, and n/2
// without a zone.
func scenes(n int) (all []*picture) {
	blank := func(w, h int, seed uint64) (docscene.Scene, []string) { return docscene.PaintBlank(w, h, seed), nil }
	for _, s := range []struct {
		set   string
		n     int
		width int
		paint func(w, h int, seed uint64) (docscene.Scene, []string)
	}{
		{"scenes of 1280 px", n, 1280, docscene.PaintZone}, {"scenes of 800 px", n, 800, docscene.PaintZone},
		{"scans", n / 2, 900, docscene.ScanZone}, {"scenes, no zone", n / 2, 1280, blank},
	} {
		for i := range s.n {
			p := &picture{name: fmt.Sprintf("%s: %d", s.set, i), set: s.set}
			all = append(all, p)
			p.load = func() ([]byte, error) {
				scene, lines := s.paint(s.width, s.width*3/4, uint64(i))
				p.lines, p.valid = lines, lines != nil
				var file bytes.Buffer
				err := jpeg.Encode(&file, scene.Image, &jpeg.Options{Quality: 90})
				return file.Bytes(), err
			}
		}
	}
	return all
}
