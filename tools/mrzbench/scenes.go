package main

import (
	"bytes"
	"fmt"
	"image/jpeg"

	"credential-capture/test/scene/docscene"
)

// scenes paints documents with a zone.
func scenes(n, width int) []*picture {
	all := make([]*picture, n)
	for i := range all {
		p := &picture{name: fmt.Sprintf("scene %d", i), valid: true}
		scene, lines := docscene.PaintZone(width, width*3/4, uint64(i))
		p.lines = lines
		var file bytes.Buffer
		err := jpeg.Encode(&file, scene.Image, &jpeg.Options{Quality: 90})
		p.file = func() ([]byte, error) { return file.Bytes(), err }
		all[i] = p
	}
	return all
}
