//go:build js && wasm

package canvas

import (
	"context"
	"sync"
	"syscall/js"

	"credential-capture/imageproc"
	"credential-capture/internal/jsbridge"
)

// A view has side × side samples of a picture, averaged in fields × fields.
const (
	side   = 64
	fields = 8
)

// The differences up to which two views are of the same picture. At the same size they are
// equal but for rounding. If one of them is scaled, noise moves the mean of a field, of 64
// samples, by 9 levels of 255 (one standard deviation). A blank canvas, or a blank eighth of
// one, is off by the picture's brightness.
const (
	maxMeanOff  = 16 // levels, over all fields
	maxFieldOff = 64 // levels, in any one field
	flatRange   = 2  // levels between darkest and brightest of a flat picture
)

// view is a coarse look at a picture, transparency flattened on white.
type view struct {
	means  [fields * fields * 3]int // levels, 0 to 255
	flat   bool                     // one colour everywhere
	opaque bool                     // no transparency in any sample
}

// alike reports whether two views are of the same picture.
func (v view) alike(w view) bool {
	sum := 0
	for i, mean := range v.means {
		off := max(mean-w.means[i], w.means[i]-mean)
		if off > maxFieldOff {
			return false
		}
		sum += off
	}
	return sum <= maxMeanOff*len(v.means)
}

// viewOf averages side × side pixels of four bytes.
func viewOf(pixels []byte) view {
	const perField = side / fields
	v := view{opaque: true}
	lo, hi := [3]int{255, 255, 255}, [3]int{}
	for i := 0; i+4 <= len(pixels); i += 4 {
		x, y, alpha := i/4%side, i/4/side, int(pixels[i+3])
		v.opaque = v.opaque && alpha == 255
		field := (y/perField*fields + x/perField) * 3
		for c := range 3 {
			level := (int(pixels[i+c])*alpha + 255*(255-alpha)) / 255
			lo[c], hi[c] = min(lo[c], level), max(hi[c], level)
			v.means[field+c] += level
		}
	}
	for i := range v.means {
		v.means[i] /= perField * perField
	}
	v.flat = max(hi[0]-lo[0], hi[1]-lo[1], hi[2]-lo[2]) <= flatRange
	return v
}

// eye takes views with a small canvas that it keeps.
type eye struct {
	mu      sync.Mutex
	surface *surface
	pixels  []byte
}

// look takes a view of a stored picture, turned upright, by its nearest pixels: averaging
// would take a hundred times as long, for the same result between two pictures of one size.
func (e *eye) look(picture js.Value, turn imageproc.Orientation) (view, error) {
	return e.see(func(s *surface) error {
		return s.drawTurned(picture, turn, imageproc.Size{Width: side, Height: side})
	})
}

// see takes a view of what draw paints.
func (e *eye) see(draw func(*surface) error) (view, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.surface == nil {
		s, err := newSurface(imageproc.Size{Width: side, Height: side}, true)
		if err != nil {
			return view{}, err
		}
		s.c2d.Set("imageSmoothingEnabled", false)
		e.surface, e.pixels = s, make([]byte, 4*side*side)
	}
	if err := e.surface.do("clearRect", 0, 0, side, side); err != nil {
		return view{}, codecError(err, "a canvas can't be cleared")
	}
	if err := draw(e.surface); err != nil {
		return view{}, codecError(err, "the picture can't be drawn")
	}
	if err := e.surface.pixels(e.pixels); err != nil {
		return view{}, codecError(err, "a canvas can't be read")
	}
	return viewOf(e.pixels), nil
}

// lookAtDecoded takes a view of a decoded picture and rejects one that is blank though the file
// isn't. WebKit resolves with full transparency if it couldn't decode; a decoder without memory
// may leave everything black.
func (c *Codec) lookAtDecoded(ctx context.Context, picture js.Value, turn imageproc.Orientation, blob *jsbridge.Blob, info imageproc.Info) (view, error) {
	seen, err := c.eye.look(picture, turn)
	if err != nil {
		return view{}, err
	}
	if info.Format == imageproc.JPEG && !seen.opaque {
		return view{}, codecError(nil, "a JPEG was decoded to transparency")
	}
	if !seen.flat {
		return seen, nil
	}
	// A flat picture is the file's own or a failure; a second decode, to a small size, tells.
	small, err := createImageBitmap(ctx, blob.Value(), map[string]any{
		"imageOrientation": "from-image", "resizeWidth": side, "resizeHeight": side,
	})
	if err != nil {
		return view{}, refused(ctx, err, info.Format)
	}
	defer closeBitmap(small)
	again, err := c.eye.look(small, turn)
	if err != nil {
		return view{}, err
	}
	if !again.flat || !again.alike(seen) {
		return view{}, codecError(nil, "decoded to one colour, which the file is not")
	}
	return seen, nil
}
