//go:build js && wasm

package canvas

import (
	"context"
	"syscall/js"

	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/internal/jsbridge"
)

// probeSide is the side of the pattern, in px: large enough for noise in few pixels, small
// enough to take no time.
const probeSide = 64

var patternSize = imageproc.Size{Width: probeSide, Height: probeSide}

// maxPixelOff is by how many levels a channel may change. Brave, and Firefox in its milder
// modes, flip the lowest bit of some, which is invisible; Go's codec would take ten times as
// long. With resistFingerprinting the mean difference is 85.
const maxPixelOff = 1

// probe tests whether canvases keep pixels: it paints a pattern, reads it back, encodes it
// without loss and decodes that. renders is whether a transferred bitmap passes too.
func probe(ctx context.Context) (renders bool, err error) {
	want := pattern()
	painted, err := newSurface(patternSize, false)
	if err != nil {
		return false, err
	}
	defer painted.free()
	if err := painted.put(want); err != nil {
		return false, err
	}
	got := make([]byte, len(want))
	if err := painted.pixels(got); err != nil {
		return false, err
	}
	if err := compare(got, want); err != nil {
		return false, err
	}
	if err := comesBack(ctx, painted, want); err != nil {
		return false, err
	}
	return probeRenderer(ctx, painted, want) == nil, nil
}

func probeRenderer(ctx context.Context, painted *surface, want []byte) error {
	shown, err := transferred(ctx, painted.canvas)
	if err != nil {
		return err
	}
	defer shown.free()
	return comesBack(ctx, shown, want)
}

// comesBack encodes a canvas without loss, decodes that and compares it with the pattern.
func comesBack(ctx context.Context, s *surface, want []byte) error {
	file, err := s.encode(ctx, imageproc.PNG.MIME(), 1)
	if err != nil {
		return err
	}
	got, err := decodedPixels(ctx, file)
	if err != nil {
		return err
	}
	return compare(got, want)
}

// decodedPixels decodes a file of the pattern's size and paints it on a canvas.
func decodedPixels(ctx context.Context, file *jsbridge.Blob) ([]byte, error) {
	picture, err := createImageBitmap(ctx, file.Value(), map[string]any{})
	if err != nil {
		return nil, err
	}
	defer closeBitmap(picture)
	s, err := newSurface(patternSize, false)
	if err != nil {
		return nil, err
	}
	defer s.free()
	if err := s.do("drawImage", picture, 0, 0); err != nil {
		return nil, err
	}
	pixels := make([]byte, 4*probeSide*probeSide)
	return pixels, s.pixels(pixels)
}

// pattern is probeSide × probeSide opaque pixels, all neighbours different.
func pattern() []byte {
	p := make([]byte, 4*probeSide*probeSide)
	x := uint32(1)
	for i := range p {
		x = x*1664525 + 1013904223
		p[i] = byte(x >> 24)
		if i%4 == 3 {
			p[i] = 255
		}
	}
	return p
}

// put writes pixels without painting: no smoothing, no colour management.
func (s *surface) put(pixels []byte) error {
	data, err := jsbridge.Call(s.c2d, "createImageData", probeSide, probeSide)
	if err != nil {
		return err
	}
	if n := js.CopyBytesToJS(data.Get("data"), pixels); n != len(pixels) {
		return fault.New(fault.Codec, "ImageData has room for %d bytes of %d", n, len(pixels))
	}
	return s.do("putImageData", data, 0, 0)
}

// compare compares every pixel with the pattern.
func compare(got, want []byte) error {
	wrong := 0
	for i := range want {
		if off := int(got[i]) - int(want[i]); off < -maxPixelOff || off > maxPixelOff {
			wrong++
		}
	}
	if wrong > 0 {
		return fault.New(fault.Codec, "%d of %d bytes came back changed", wrong, len(want))
	}
	return nil
}

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
	painted, err := newSurfaceWith(patternSize, map[string]any{"alpha": false, "willReadFrequently": true, "colorSpace": "display-p3"})
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
	shown, err := transferred(ctx, file.Value())
	if err != nil {
		return err
	}
	defer shown.free()
	if file, err = shown.encode(ctx, imageproc.JPEG.MIME(), 1); err != nil {
		return err
	}
	got, err := decodedPixels(ctx, file)
	if err != nil {
		return err
	}
	if got[0] > maxWideOff || got[1] < 255-maxWideOff || got[2] > maxWideOff {
		return fault.New(fault.Codec, "green came back as %v", got[:3])
	}
	return nil
}

// transferred decodes a file, or copies a canvas, and transfers that to another canvas.
func transferred(ctx context.Context, from js.Value) (*surface, error) {
	picture, err := createImageBitmap(ctx, from, map[string]any{})
	if err != nil {
		return nil, err
	}
	defer closeBitmap(picture)
	return rendered(picture)
}
