//go:build js && wasm

package canvas

import (
	"context"

	"credential-capture/imageproc"
	"credential-capture/imageproc/container/png"
	"credential-capture/internal/jsbridge"
)

// damaged are PNGs of 1 × 2 px: with pixels that end after one row, that are cut off, that are no
// zlib stream, and with a wrong checksum. Chromium refuses each, Firefox the second, and WebKitGTK
// none of the first three.
var damaged = [][]byte{
	greyPNG("\x78\x01\x01\x02\x00\xfd\xff\x00\x00\x00\x02\x00\x01", 0),
	greyPNG("\x78\x01\x01\x04\x00\xfb\xff\x00\x00", 0),
	greyPNG("no zlib stream", 0),
	greyPNG("\x78\x01\x01\x04\x00\xfb\xff\x00\x00\x00\x00\x00\x04\x00\x01", 1),
}

// greyPNG returns a grey PNG of 1 × 2 px with these pixels, whose checksum is off by a number.
func greyPNG(idat string, off byte) []byte {
	b := png.AppendChunk([]byte("\x89PNG\r\n\x1a\n"), "IHDR", []byte("\x00\x00\x00\x01\x00\x00\x00\x02\x08\x00\x00\x00\x00"))
	b = png.AppendChunk(b, "IDAT", []byte(idat))
	b[len(b)-1] += off
	return png.AppendChunk(b, "IEND", nil)
}

// ChecksPixels implements imageproc.PixelChecker. The probe runs once, before the first PNG that is
// decoded.
func (c *Codec) ChecksPixels(ctx context.Context) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.pixelsProbed {
		checks := true
		for _, b := range damaged {
			file, err := jsbridge.JoinBlob(imageproc.PNG.MIME(), b)
			checks = checks && err == nil && !Decodes(ctx, file, imageproc.PNG) && !decodesWhole(ctx, file)
		}
		if ctx.Err() != nil {
			return false // no verdict
		}
		c.pixelsProbed, c.pixels = true, checks
	}
	return c.pixels
}

func decodesWhole(ctx context.Context, file *jsbridge.Blob) bool {
	picture, err := decodeWhole(ctx, file, imageproc.Info{Format: imageproc.PNG}, imageproc.Size{Width: 1, Height: 2})
	if err == nil {
		closeBitmap(picture)
	}
	return err == nil
}
