//go:build js && wasm

package canvas

import (
	"context"
	"sync"
	"syscall/js"

	"credential-capture/imageproc"
	"credential-capture/internal/jsbridge"
)

// How a picture is looked at: side × side of its pixels are taken, evenly spread,
// and averaged in fields × fields.
const (
	side   = 64
	fields = 8
)

// When two views are of the same picture. Seen at the same size they are equal, but
// for rounding; one of them scaled, pixels of noise differ so much that the mean of
// a field, which is one of 64 samples, moves by 9 levels of 255 (one standard
// deviation). A canvas that stayed blank is off by the picture's own brightness, an
// eighth of a picture that is missing by that in its fields.
const (
	maxMeanOff  = 16 // levels, over all fields
	maxFieldOff = 64 // levels, in any one field
	flatRange   = 2  // levels between darkest and brightest of a picture that shows nothing
)

// view is what a picture looks like from afar, transparency flattened on white.
type view struct {
	means  [fields * fields * 3]int // levels, 0 to 255
	flat   bool                     // one colour all over
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

// eye looks at bitmaps and canvases through a small canvas that it keeps.
type eye struct {
	mu      sync.Mutex
	surface *surface
	pixels  []byte
}

// look takes the nearest pixels of a stored picture, turned upright, instead of
// averaging them, which would take a hundred times as long and makes no difference
// between two pictures of one size.
func (e *eye) look(picture js.Value, turn imageproc.Orientation) (view, error) {
	return e.see(func(s *surface) error {
		return s.drawTurned(picture, turn, imageproc.Size{Width: side, Height: side})
	})
}

// see looks at what draw paints on the eye's own canvas.
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
	if _, err := jsbridge.Call(e.surface.c2d, "clearRect", 0, 0, side, side); err != nil {
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

// lookAtDecoded looks at a decoded picture and refuses one that shows nothing while
// the file does. WebKit resolves with full transparency when it couldn't decode; a
// decoder without memory may leave everything black.
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
	// One colour all over is either what the file shows or a failure. A second
	// decode, to very little, tells; hardly any picture needs it.
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
