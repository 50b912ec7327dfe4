//go:build js && wasm

package canvas

import (
	"context"

	"credential-capture/imageproc"
	"credential-capture/imageproc/container/png"
	"credential-capture/internal/jsbridge"
)

// short are the pixels of PNGs of which a row is missing: a stream that ends, one that is cut off,
// and one that is no zlib stream. Chromium refuses each, Firefox the second, and WebKitGTK none.
var short = []string{
	"\x78\x01\x01\x02\x00\xfd\xff\x00\x00\x00\x02\x00\x01",
	"\x78\x01\x01\x04\x00\xfb\xff\x00\x00",
	"no zlib stream",
}

// shortPNG returns a grey PNG of 1 × 2 px with these pixels.
func shortPNG(idat string) []byte {
	b := png.AppendChunk([]byte("\x89PNG\r\n\x1a\n"), "IHDR", []byte("\x00\x00\x00\x01\x00\x00\x00\x02\x08\x00\x00\x00\x00"))
	return png.AppendChunk(png.AppendChunk(b, "IDAT", []byte(idat)), "IEND", nil)
}

// ChecksRows implements imageproc.RowChecker. The probe runs once, before the first PNG that is
// decoded.
func (c *Codec) ChecksRows(ctx context.Context) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.rowsProbed {
		checks := true
		for _, idat := range short {
			file, err := jsbridge.JoinBlob(imageproc.PNG.MIME(), shortPNG(idat))
			checks = checks && err == nil && !Decodes(ctx, file, imageproc.PNG)
		}
		if ctx.Err() != nil {
			return false // no verdict
		}
		c.rowsProbed, c.rows = true, checks
	}
	return c.rows
}
