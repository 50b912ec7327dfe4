//go:build js && wasm

package canvas

import (
	"context"
	"errors"
	"runtime"
	"syscall/js"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/internal/jsbridge"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

// countBitmaps counts the ImageBitmaps that are made and closed while a test runs.
func countBitmaps(t *testing.T) (made, closed func() int) {
	t.Helper()
	count := eval("{made: 0, closed: 0}")
	js.Global().Set("bitmapCount", count)
	replace(t, js.Global(), "createImageBitmap", `original => async (...args) => {
		const bitmap = await original(...args); bitmapCount.made++; return bitmap }`)
	replace(t, prototype("ImageBitmap"), "close", `original => function () { bitmapCount.closed++; original.call(this) }`)
	return func() int { return count.Get("made").Int() }, func() int { return count.Get("closed").Int() }
}

func TestDecode_leaksNothing(t *testing.T) {
	for _, tt := range []struct {
		name   string
		file   []byte
		target imageproc.Size
		made   int
	}{
		{"jpeg", scene(), imageproc.Size{Width: 160, Height: 96}, 1},
		{"jpeg, scaled", scene(), imageproc.Size{Width: 80, Height: 48}, 1},
		{"png", testpic.PNG(testpic.Scene(160, 96), testpic.PNGOptions{}), imageproc.Size{Width: 160, Height: 96}, 1},
		{"png, scaled", testpic.PNG(testpic.Scene(160, 96), testpic.PNGOptions{}), imageproc.Size{Width: 80, Height: 48}, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			made, closed := countBitmaps(t)
			b := mustDecode(t, newWith(options{Probe: trusting}), tt.file, tt.target)
			if made() != tt.made || closed() != tt.made {
				t.Errorf("%d bitmaps made, %d closed, want %d", made(), closed(), tt.made)
			}
			canvas := b.(*bitmap).surface.canvas
			if got := canvas.Get("width").Int(); got != tt.target.Width {
				t.Fatalf("the canvas is %d px wide", got)
			}
			b.Close()
			b.Close()
			if w, h := canvas.Get("width").Int(), canvas.Get("height").Int(); w != 0 || h != 0 {
				t.Errorf("the canvas is still %d × %d px", w, h)
			}
			_, err := b.Encode(context.Background(), imageproc.JPEG, 1)
			must.Code(t, err, fault.Internal)
		})
	}
}

func TestDecode_cancelled(t *testing.T) {
	made, closed := countBitmaps(t)
	ctx, cancel := context.WithCancel(context.Background())
	src := blobFrom(t, scene())
	info := inspect(t, src)
	c := newWith(options{Probe: trusting})
	replace(t, js.Global(), "createImageBitmap", `original => (...args) => { cancelNow(); return original(...args) }`)
	f := js.FuncOf(func(js.Value, []js.Value) any { cancel(); return nil })
	defer f.Release()
	js.Global().Set("cancelNow", f)
	if _, err := c.Decode(ctx, src, info, imageproc.Size{Width: 160, Height: 96}); err != context.Canceled {
		t.Fatalf("got %v, want context.Canceled", err)
	}
	// The bitmap arrives after the cancellation, and before a later one.
	must.Get(jsbridge.Await(context.Background(), js.Global().Call("createImageBitmap", src.Value())))(t)
	for turn := 0; closed() == 0 && turn < 100; turn++ {
		must.Get(jsbridge.Await(context.Background(), eval("new Promise(done => setTimeout(done, 0))")))(t)
	}
	if made() != 2 || closed() != 1 {
		t.Errorf("%d bitmaps made, %d closed, want 2 (one of them the test's own) and 1", made(), closed())
	}
}

func TestDecode_endedContext(t *testing.T) {
	b := mustDecode(t, New(), scene(), imageproc.Size{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := b.Encode(ctx, imageproc.JPEG, 0.9); err != context.Canceled {
		t.Errorf("Encode: got %v, want context.Canceled", err)
	}
	src := blobFrom(t, scene())
	if _, err := New().Decode(ctx, src, inspect(t, src), imageproc.Size{Width: 160, Height: 96}); !errors.Is(err, context.Canceled) {
		t.Errorf("Decode: got %v, want context.Canceled", err)
	}
}

func TestQuality(t *testing.T) {
	b := mustDecode(t, New(), testpic.JPEG(testpic.Noise(160, 96, 1), testpic.JPEGOptions{}), imageproc.Size{})
	size := func(format imageproc.Format, q float64) int64 {
		src := must.Get(b.Encode(context.Background(), format, q))(t)
		return src.Size()
	}
	if low, high := size(imageproc.JPEG, 0.3), size(imageproc.JPEG, 0.9); low >= high {
		t.Errorf("%d bytes at 0.3, %d at 0.9", low, high)
	}
	if got, want := size(imageproc.JPEG, -1), size(imageproc.JPEG, 0); got != want {
		t.Errorf("-1 gives %d bytes, 0 gives %d", got, want)
	}
	// A browser takes its default for a quality above 1.
	if got, want := size(imageproc.JPEG, 1.01), size(imageproc.JPEG, 1); got != want {
		t.Errorf("1.01 gives %d bytes, 1 gives %d", got, want)
	}
	if got, want := size(imageproc.PNG, 0.1), size(imageproc.PNG, 1); got != want {
		t.Errorf("PNG depends on quality: %d and %d bytes", got, want)
	}
	_, err := b.Encode(context.Background(), imageproc.WebP, 0.9)
	must.Code(t, err, fault.UnsupportedFormat)
}

// TestDecode_withoutOffscreenCanvas: older browsers have only canvas elements.
func TestDecode_withoutOffscreenCanvas(t *testing.T) {
	for _, tt := range []struct{ name, without string }{
		{"no class", `() => undefined`},
		{"no 2d context", `() => class { getContext() { return null } }`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			replace(t, js.Global(), "OffscreenCanvas", tt.without)
			b := mustDecode(t, New(), scene(), imageproc.Size{Width: 80, Height: 48})
			img, info := encoded(t, b, imageproc.JPEG)
			wantUpright(t, img, 1)
			if info.Width != 80 || info.Height != 48 {
				t.Errorf("%d × %d px", info.Width, info.Height)
			}
			img, _ = encoded(t, b, imageproc.PNG)
			wantUpright(t, img, 1)
		})
	}
	t.Run("nor elements", func(t *testing.T) {
		replace(t, js.Global(), "OffscreenCanvas", `() => undefined`)
		replace(t, js.Global().Get("document"), "createElement", `() => undefined`)
		_, err := decodeWith(t, New(), scene(), imageproc.Size{})
		must.Code(t, err, fault.Codec)
	})
	t.Run("toBlob answers null", func(t *testing.T) {
		replace(t, js.Global(), "OffscreenCanvas", `() => undefined`)
		b := mustDecode(t, New(), scene(), imageproc.Size{})
		replace(t, prototype("HTMLCanvasElement"), "toBlob", `() => done => done(null)`)
		_, err := b.Encode(context.Background(), imageproc.JPEG, 0.9)
		must.Code(t, err, fault.Codec)
	})
}

// TestEncode_keepsTheGoHeapFlat: a photo of 12 megapixels, which the browser makes, is scaled to
// 4000 px.
func TestEncode_keepsTheGoHeapFlat(t *testing.T) {
	photo := eval(`async () => {
		const canvas = new OffscreenCanvas(4032, 3024), c = canvas.getContext('2d', {alpha: false, willReadFrequently: true});
		const shade = c.createLinearGradient(0, 0, 4032, 3024);
		shade.addColorStop(0, '#a33'); shade.addColorStop(0.5, '#3a6'); shade.addColorStop(1, '#36a');
		c.fillStyle = shade;
		c.fillRect(0, 0, 4032, 3024);
		for (let i = 0; i < 1000; i++) {
			c.fillStyle = 'hsl(' + i * 37 % 360 + ' 50% 50%)';
			c.fillRect(i * 7919 % 4032, i * 6101 % 3024, 50 + i % 90, 40 + i % 70);
		}
		const blob = await canvas.convertToBlob({type: 'image/jpeg', quality: 0.95});
		canvas.width = canvas.height = 0;
		return blob;
	}`).Invoke()
	v := must.Get(jsbridge.Await(context.Background(), photo))(t)
	src := must.Get(jsbridge.NewBlob(v))(t)
	info := inspect(t, src)
	c := New()
	mustDecode(t, c, scene(), imageproc.Size{}) // the probe is not measured

	before := heap()
	b := must.Get(c.Decode(context.Background(), src, info, imageproc.Size{Width: 4000, Height: 3000}))(t)
	out, err := b.Encode(context.Background(), imageproc.JPEG, 0.92)
	b.Close()
	must.Succeed(t, err)
	const maxGrowth = 512 << 10 // the file has 0.7 MB, its pixels 48 MB
	if grown := heap() - before; grown > maxGrowth {
		t.Errorf("Go's heap grew by %d bytes, want at most %d", grown, maxGrowth)
	}
	if got := inspect(t, out); got.Width != 4000 || got.Height != 3000 {
		t.Errorf("%d × %d px", got.Width, got.Height)
	}
}

// heap is what Go has allocated since the start, so that it includes peaks.
func heap() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.TotalAlloc)
}
