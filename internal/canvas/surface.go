//go:build js && wasm

package canvas

import (
	"context"
	"syscall/js"

	"credential-capture/imageproc"
	"credential-capture/internal/jsbridge"
)

// surface is a canvas: an OffscreenCanvas or, where there is none, an element outside the
// document. It has a 2d context or, for a transferred bitmap, a renderer.
type surface struct {
	canvas, c2d, renderer js.Value
}

// newSurface makes a canvas: transparent with alpha, else opaque and black.
func newSurface(size imageproc.Size, alpha bool) (*surface, error) {
	// willReadFrequently keeps the pixels in main memory. Textures of the graphics card end at
	// 4096 px on many phones.
	return newSurfaceWith(size, map[string]any{"alpha": alpha, "willReadFrequently": true})
}

func newSurfaceWith(size imageproc.Size, attributes map[string]any) (*surface, error) {
	for _, create := range []func(imageproc.Size) (js.Value, error){offscreenCanvas, canvasElement} {
		canvas, err := create(size)
		if err != nil {
			continue
		}
		c2d, err := jsbridge.Call(canvas, "getContext", "2d", attributes)
		if err == nil && c2d.Type() == js.TypeObject {
			return &surface{canvas: canvas, c2d: c2d}, nil
		}
	}
	return nil, codecError(nil, "there is no canvas of %d × %d px", size.Width, size.Height)
}

func offscreenCanvas(size imageproc.Size) (js.Value, error) {
	return jsbridge.New(js.Global().Get("OffscreenCanvas"), size.Width, size.Height)
}

func canvasElement(size imageproc.Size) (js.Value, error) {
	canvas, err := jsbridge.Call(js.Global().Get("document"), "createElement", "canvas")
	if err != nil {
		return js.Undefined(), err
	}
	canvas.Set("width", size.Width)
	canvas.Set("height", size.Height)
	return canvas, nil
}

// rendered transfers an ImageBitmap to a canvas.
func rendered(picture js.Value) (*surface, error) {
	canvas, err := offscreenCanvas(sizeOf(picture))
	if err != nil {
		return nil, codecError(err, "there is no OffscreenCanvas")
	}
	context, err := jsbridge.Call(canvas, "getContext", "bitmaprenderer", map[string]any{"alpha": false})
	if err == nil {
		_, err = jsbridge.Call(context, "transferFromImageBitmap", picture)
	}
	if err != nil {
		return nil, codecError(err, "a canvas doesn't take over a bitmap")
	}
	return &surface{canvas: canvas, renderer: context}, nil
}

// fill covers the whole canvas with one colour.
func (s *surface) fill(colour string) error {
	s.c2d.Set("fillStyle", colour)
	return s.do("fillRect", 0, 0, s.canvas.Get("width"), s.canvas.Get("height"))
}

// do calls a method of the 2d context that returns nothing.
func (s *surface) do(method string, args ...any) error {
	_, err := jsbridge.Call(s.c2d, method, args...)
	return err
}

// drawTurned paints a stored picture upright.
func (s *surface) drawTurned(picture js.Value, o imageproc.Orientation, stored imageproc.Size) error {
	if !o.Valid() {
		o = imageproc.Normal
	}
	m := uprightMatrices[o]
	upright := turnedSize(stored, o)
	if err := s.do("setTransform", m[0], m[1], m[2], m[3], m[4]*upright.Width, m[5]*upright.Height); err != nil {
		return err
	}
	if err := s.do("drawImage", picture, 0, 0, stored.Width, stored.Height); err != nil {
		return err
	}
	return s.do("setTransform", 1, 0, 0, 1, 0, 0)
}

// uprightMatrices turn a stored picture of each orientation upright, as in setTransform. The last
// two numbers are in widths and heights of the upright picture.
var uprightMatrices = [9][6]int{
	1: {1, 0, 0, 1, 0, 0}, 2: {-1, 0, 0, 1, 1, 0}, 3: {-1, 0, 0, -1, 1, 1}, 4: {1, 0, 0, -1, 0, 1},
	5: {0, 1, 1, 0, 0, 0}, 6: {0, 1, -1, 0, 1, 0}, 7: {0, -1, -1, 0, 1, 1}, 8: {0, -1, 1, 0, 0, 1},
}

// pixels copies the n pixels of the whole canvas, four bytes each, into Go's memory.
func (s *surface) pixels(into []byte) error {
	data, err := jsbridge.Call(s.c2d, "getImageData", 0, 0, s.canvas.Get("width"), s.canvas.Get("height"))
	if err != nil {
		return err
	}
	return jsbridge.CopyBytes(into, data.Get("data"))
}

// encode returns the canvas as a file. The browser writes a PNG for an unknown media type, and
// may resolve with null.
func (s *surface) encode(ctx context.Context, mime string, quality float64) (*jsbridge.Blob, error) {
	promise, err := s.startEncode(mime, quality)
	if err != nil {
		return nil, codecError(err, "the canvas refused to encode")
	}
	v, err := jsbridge.Await(ctx, promise)
	if err != nil {
		return nil, codecError(err, "the canvas could not encode")
	}
	blob, err := jsbridge.NewBlob(v)
	if err != nil {
		return nil, codecError(nil, "the canvas encoded nothing")
	}
	if blob.Type() != mime || blob.Size() == 0 {
		return nil, codecError(nil, "the canvas encoded %d bytes of %q instead of %q", blob.Size(), blob.Type(), mime)
	}
	return blob, nil
}

// startEncode returns the promise of the file.
func (s *surface) startEncode(mime string, quality float64) (js.Value, error) {
	if s.canvas.Get("convertToBlob").Type() == js.TypeFunction {
		return jsbridge.Call(s.canvas, "convertToBlob", map[string]any{"type": mime, "quality": quality})
	}
	return jsbridge.FromCallback(func(resolve js.Value) error {
		_, err := jsbridge.Call(s.canvas, "toBlob", resolve, mime, quality)
		return err
	})
}

// free frees the pixels at once. Chromium keeps a transferred bitmap until it gets another;
// null stands for one of the canvas's size.
func (s *surface) free() {
	if s.renderer.Truthy() {
		s.canvas.Set("width", 1)
		s.canvas.Set("height", 1)
		_, _ = jsbridge.Call(s.renderer, "transferFromImageBitmap", js.Null())
	}
	s.canvas.Set("width", 0)
	s.canvas.Set("height", 0)
}
