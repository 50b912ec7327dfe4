// Package imagetest has what the tests of all formats need: Sources that count or
// fail, and tables of files with what is read of them.
package imagetest

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/draw"
	_ "image/jpeg" // decode
	_ "image/png"
	"io"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc/container"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

// File is a Source in memory.
func File(b []byte) container.Source { return bytes.NewReader(b) }

// Counted is a Source that counts the bytes that are read of it.
type Counted struct {
	container.Source
	Read int64
}

// ReadAt implements io.ReaderAt.
func (c *Counted) ReadAt(b []byte, off int64) (int, error) {
	n, err := c.Source.ReadAt(b, off)
	c.Read += int64(n)
	return n, err
}

// ErrUnplugged is the failure of Unplugged.
var ErrUnplugged = errors.New("unplugged")

// Unplugged is a Source whose bytes from a place on can't be read.
type Unplugged struct {
	container.Source
	From int64
}

// ReadAt implements io.ReaderAt.
func (u Unplugged) ReadAt(b []byte, off int64) (int, error) {
	if off+int64(len(b)) > u.From {
		return 0, ErrUnplugged
	}
	return u.Source.ReadAt(b, off)
}

// Ending is a Source that calls End at the read that Reads counts down to zero.
type Ending struct {
	container.Source
	Reads int
	End   func()
}

// ReadAt implements io.ReaderAt.
func (e *Ending) ReadAt(b []byte, off int64) (int, error) {
	if e.Reads--; e.Reads == 0 {
		e.End()
	}
	return e.Source.ReadAt(b, off)
}

// Shrunk is a Source that claims a size, as a file that is cut while it is being read.
type Shrunk struct {
	container.Source
	Claimed int64
}

// Size returns the size that is claimed.
func (s Shrunk) Size() int64 { return s.Claimed }

// ReadFunc is an Inspect or a Check.
type ReadFunc = func(*container.Reader, *container.Info) error

// Read runs an Inspect or a Check over bytes.
func Read(read ReadFunc, b []byte) (container.Info, error) {
	info := container.Info{Bytes: int64(len(b)), Orientation: container.Normal}
	err := read(container.NewReader(File(b)), &info)
	return info, err
}

// Structure is a file with the code of its fault, if any, and a check of its Info. It is an alias, so
// that vet accepts rows without keys.
type Structure = struct {
	Name string
	File []byte
	Code fault.Code // "" when it passes
	Want func(container.Info) bool
}

// Run inspects and checks each file of a table, as imageproc.Validate does.
func Run(t *testing.T, inspect, check ReadFunc, table []Structure) {
	t.Helper()
	for _, tt := range table {
		t.Run(tt.Name, func(t *testing.T) {
			info := container.Info{Bytes: int64(len(tt.File)), Orientation: container.Normal, Pages: 1}
			r := container.NewReader(File(tt.File))
			err := inspect(r, &info)
			if err == nil && (info.Width <= 0 || info.Height <= 0) {
				err = container.Corrupt("a picture of %d × %d px", info.Width, info.Height)
			}
			if err == nil {
				done := r.Scan()
				err = check(r, &info)
				done()
			}
			if got := fault.CodeOf(err); got != tt.Code {
				t.Fatalf("got %v, want %q", err, tt.Code)
			}
			if tt.Want != nil && !tt.Want(info) {
				t.Errorf("got %+v", info)
			}
		})
	}
}

// HeadersAgree compares Inspect's result for a whole file with Check's. It returns Check's result, and
// whether the file is whole.
func HeadersAgree(t *testing.T, inspect, check ReadFunc, b []byte) (container.Info, bool) {
	t.Helper()
	all, err := Read(check, b)
	if err != nil {
		if code := fault.CodeOf(err); code != fault.Corrupt && code != fault.Truncated && code != fault.UnsupportedFormat {
			t.Errorf("unexpected: %v", err)
		}
		return all, false
	}
	head, err := Read(inspect, b)
	if err != nil {
		t.Errorf("whole, but its headers are not: %v", err)
	}
	if head.Width != all.Width || head.Height != all.Height || head.Orientation != all.Orientation ||
		head.Alpha != all.Alpha || head.Animated != all.Animated || head.BitDepth != all.BitDepth {
		t.Errorf("headers %+v\nall     %+v", head, all)
	}
	return all, true
}

// UprightCorners returns the quadrants of a stored picture as they are displayed, in the order top
// left, top right, bottom left, bottom right (Exif 2.32, 4.6.5.1, orientation).
func UprightCorners(o int) [4]testpic.Corner {
	tl, tr, bl, br := testpic.TopLeft, testpic.TopRight, testpic.BottomLeft, testpic.BottomRight
	return [9][4]testpic.Corner{
		1: {tl, tr, bl, br}, 2: {tr, tl, br, bl}, 3: {br, bl, tr, tl}, 4: {bl, br, tl, tr},
		5: {tl, bl, tr, br}, 6: {bl, tl, br, tr}, 7: {br, tr, bl, tl}, 8: {tr, br, tl, bl},
	}[o]
}

// WantCorners compares the middles of an image's quadrants.
func WantCorners(t testing.TB, img image.Image, want [4]testpic.Corner) {
	t.Helper()
	b := img.Bounds()
	for i, c := range want {
		x := b.Min.X + b.Dx()/4 + i%2*b.Dx()/2
		y := b.Min.Y + b.Dy()/4 + i/2*b.Dy()/2
		WantColour(t, img, x, y, color.NRGBA{c.R, c.G, c.B, 255}, testpic.SceneSpread+8)
	}
}

func WantColour(t testing.TB, img image.Image, x, y int, want color.NRGBA, spread int) {
	t.Helper()
	got := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
	for _, d := range []int{int(got.R) - int(want.R), int(got.G) - int(want.G), int(got.B) - int(want.B), int(got.A) - int(want.A)} {
		if d > spread || d < -spread {
			t.Errorf("at %d,%d: %v, want %v ± %d", x, y, got, want, spread)
			return
		}
	}
}

// Contents reads all of a Source.
func Contents(t testing.TB, src container.Source) []byte {
	t.Helper()
	return must.Get(io.ReadAll(io.NewSectionReader(src, 0, src.Size())))(t)
}

// Pixels decodes a JPEG or PNG with the standard library.
func Pixels(b []byte) (*image.NRGBA, error) {
	img, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	out := image.NewNRGBA(img.Bounds())
	draw.Draw(out, out.Rect, img, out.Rect.Min, draw.Src)
	return out, nil
}

// MustPixels is Pixels that fails the test.
func MustPixels(t testing.TB, b []byte) *image.NRGBA {
	t.Helper()
	return must.Get(Pixels(b))(t)
}
