//go:build js && wasm

package canvas

import (
	"bytes"
	"context"
	"image"
	"image/color"
	_ "image/jpeg"
	_ "image/png"
	"io"
	"strconv"
	"syscall/js"
	"testing"

	"credential-capture/imageproc"
	"credential-capture/internal/jsbridge"
	"credential-capture/test/imagetest"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

// eval is the value of a JavaScript expression.
func eval(expression string) js.Value {
	return js.Global().Call("eval", "("+expression+")")
}

// replace replaces a JavaScript function for the test. The expression is a function from the
// original to the new one.
func replace(t *testing.T, object js.Value, name, expression string) {
	t.Helper()
	original := object.Get(name)
	object.Set(name, eval(expression).Invoke(original))
	t.Cleanup(func() { object.Set(name, original) })
}

// prototype is where a class of this browser keeps its methods.
func prototype(class string) js.Value { return js.Global().Get(class).Get("prototype") }

// noise changes every byte of getImageData but alpha by off.
func noise(t *testing.T, off int) {
	t.Helper()
	replace(t, prototype("OffscreenCanvasRenderingContext2D"), "getImageData", `original => function (...args) {
		const image = original.apply(this, args), off = `+strconv.Itoa(off)+`;
		image.data.forEach((level, i) => { if (i % 4 !== 3) image.data[i] = level < 128 ? level + off : level - off });
		return image;
	}`)
}

func blobFrom(t *testing.T, b []byte) *jsbridge.Blob {
	t.Helper()
	return must.Get(jsbridge.JoinBlob("", b))(t)
}

func inspect(t *testing.T, src imageproc.Source) imageproc.Info {
	t.Helper()
	info := must.Get(imageproc.Inspect(src))(t)
	return *info
}

// decodeWith decodes a file, to its own size when target is the zero Size.
func decodeWith(t *testing.T, c *Codec, file []byte, target imageproc.Size) (imageproc.Bitmap, error) {
	t.Helper()
	src := blobFrom(t, file)
	info := inspect(t, src)
	if target == (imageproc.Size{}) {
		target.Width, target.Height = info.Upright()
	}
	b, err := c.Decode(context.Background(), src, info, target)
	if err == nil {
		t.Cleanup(b.Close)
	}
	return b, err
}

func mustDecode(t *testing.T, c *Codec, file []byte, target imageproc.Size) imageproc.Bitmap {
	t.Helper()
	return must.Get(decodeWith(t, c, file, target))(t)
}

// encoded encodes a Bitmap and returns what Go decodes of it, and its Info.
func encoded(t *testing.T, b imageproc.Bitmap, format imageproc.Format) (image.Image, imageproc.Info) {
	t.Helper()
	src := must.Get(b.Encode(context.Background(), format, 0.9))(t)
	if _, ok := src.(*jsbridge.Blob); !ok {
		t.Fatalf("Encode returned a %T, want a *jsbridge.Blob", src)
	}
	file := must.Get(io.ReadAll(io.NewSectionReader(src, 0, src.Size())))(t)
	img, _, err := image.Decode(bytes.NewReader(file))
	must.Succeed(t, err)
	return img, inspect(t, src)
}

// corners are the colours in the middle of the quadrants: top left, top right,
// bottom left, bottom right.
func corners(img image.Image) [4]color.RGBA {
	b := img.Bounds()
	var c [4]color.RGBA
	for i := range c {
		x, y := b.Min.X+b.Dx()*(1+2*(i%2))/4, b.Min.Y+b.Dy()*(1+2*(i/2))/4
		c[i] = color.RGBAModel.Convert(img.At(x, y)).(color.RGBA)
	}
	return c
}

// stored are the quadrants of testpic.Scene, in the order of corners.
var stored = [4]testpic.Corner{testpic.TopLeft, testpic.TopRight, testpic.BottomLeft, testpic.BottomRight}

// wantUpright fails unless img shows testpic.Scene, stored in orientation o, upright.
func wantUpright(t *testing.T, img image.Image, o int) {
	t.Helper()
	imagetest.WantCorners(t, img, imagetest.UprightCorners(o))
	for _, c := range corners(img) {
		if c.A != 255 {
			t.Errorf("%v is not opaque", c)
		}
	}
}
