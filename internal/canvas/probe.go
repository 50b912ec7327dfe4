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

// maxPixelOff is by how many levels a channel may change. Brave, and Firefox in its milder
// modes, flip the lowest bit of some, which is invisible; Go's codec would take ten times as
// long. With resistFingerprinting the mean difference is 85.
const maxPixelOff = 1

// probe tests whether canvases keep pixels: it paints a pattern, reads it back, encodes it
// without loss and decodes that. renders is whether a transferred bitmap passes too.
func probe(ctx context.Context) (renders bool, err error) {
	want := pattern()
	painted, err := newSurface(imageproc.Size{Width: probeSide, Height: probeSide}, false)
	if err != nil {
		return false, err
	}
	defer painted.free()
	if err := painted.put(want); err != nil {
		return false, err
	}
	if err := painted.shows(want); err != nil {
		return false, err
	}
	if err := comesBack(ctx, painted, want); err != nil {
		return false, err
	}
	return probeRenderer(ctx, painted, want) == nil, nil
}

func probeRenderer(ctx context.Context, painted *surface, want []byte) error {
	picture, err := createImageBitmap(ctx, painted.canvas, map[string]any{})
	if err != nil {
		return err
	}
	defer closeBitmap(picture)
	shown, err := rendered(picture)
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
	decoded, err := decodedOn(ctx, file, imageproc.Size{Width: probeSide, Height: probeSide})
	if err != nil {
		return err
	}
	defer decoded.free()
	return decoded.shows(want)
}

// decodedOn decodes a file and paints it on a canvas.
func decodedOn(ctx context.Context, file *jsbridge.Blob, size imageproc.Size) (*surface, error) {
	picture, err := createImageBitmap(ctx, file.Value(), map[string]any{})
	if err != nil {
		return nil, err
	}
	defer closeBitmap(picture)
	s, err := newSurface(size, false)
	if err != nil {
		return nil, err
	}
	if err := s.draw(picture); err != nil {
		s.free()
		return nil, err
	}
	return s, nil
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
	_, err = jsbridge.Call(s.c2d, "putImageData", data, 0, 0)
	return err
}

// shows compares every pixel with the pattern.
func (s *surface) shows(want []byte) error {
	got := make([]byte, len(want))
	if err := s.pixels(got); err != nil {
		return err
	}
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
