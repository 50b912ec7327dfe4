//go:build js && wasm

package canvas

import (
	"context"

	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/internal/jsbridge"
)

// maxWideOff is by how many levels two JPEGs and two conversions may change the probe's green.
// Without its profile it is off by 117 in red.
const maxWideOff = 12

// keepsWide reports whether a transferred picture keeps colours wider than sRGB. The probe runs
// once, before the first such picture.
func (c *Codec) keepsWide(ctx context.Context) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.wideProbed {
		err := probeWide(ctx)
		if ctx.Err() != nil {
			return false // no verdict
		}
		c.wideProbed, c.wide = true, err == nil
	}
	return c.wide
}

// probeWide encodes a Display P3 canvas, decodes and transfers that, encodes it again and
// compares the colour: a browser may keep the numbers and lose the profile.
func probeWide(ctx context.Context) error {
	size := imageproc.Size{Width: probeSide, Height: probeSide}
	painted, err := newSurfaceWith(size, map[string]any{"alpha": false, "willReadFrequently": true, "colorSpace": "display-p3"})
	if err != nil {
		return err
	}
	defer painted.free()
	if err := painted.fill("#0f0"); err != nil {
		return err
	}
	file, err := painted.encode(ctx, imageproc.JPEG.MIME(), 1)
	if err != nil {
		return err
	}
	if info, err := imageproc.Inspect(file); err != nil || !info.WideGamut {
		return fault.New(fault.Codec, "this browser writes no wide colours to try with")
	}
	shown, err := transferred(ctx, file)
	if err != nil {
		return err
	}
	defer shown.free()
	if file, err = shown.encode(ctx, imageproc.JPEG.MIME(), 1); err != nil {
		return err
	}
	return looksGreen(ctx, file, size)
}

func transferred(ctx context.Context, file *jsbridge.Blob) (*surface, error) {
	picture, err := createImageBitmap(ctx, file.Value(), map[string]any{})
	if err != nil {
		return nil, err
	}
	defer closeBitmap(picture)
	return rendered(picture)
}

func looksGreen(ctx context.Context, file *jsbridge.Blob, size imageproc.Size) error {
	s, err := decodedOn(ctx, file, size)
	if err != nil {
		return err
	}
	defer s.free()
	got := make([]byte, 4*size.Width*size.Height)
	if err := s.pixels(got); err != nil {
		return err
	}
	if got[0] > maxWideOff || got[1] < 255-maxWideOff || got[2] > maxWideOff {
		return fault.New(fault.Codec, "green came back as %v", got[:3])
	}
	return nil
}
