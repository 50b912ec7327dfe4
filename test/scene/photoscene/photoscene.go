// Package photoscene reads labelled photographs from a folder outside the repository, and makes
// frames of them as a camera would give them: reduced, cropped, blurred, dark or washed out,
// with ground truth. Guidance is measured with them.
package photoscene

import (
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/image/draw"

	"credential-capture/imageproc/guidance/frame"
)

// Picture is one entry of labels.json.
type Picture struct {
	File          string
	Kind          string // document, face or negative
	Width, Height int    // px
	Tags, Quality []string
	Source        string       // repository: path
	Quad          [][2]float64 // of a document, px, clockwise
	Whole         bool
	Faces         int
	Pose          string // of a single face: frontal or turned
	NoFace        bool   // a negative that shows no face either
	Dir           string `json:"-"`
}

// Read reads labels.json of a folder.
func Read(dir string) ([]Picture, error) {
	b, err := os.ReadFile(filepath.Join(dir, "labels.json"))
	if err != nil {
		return nil, err
	}
	var all []Picture
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, fmt.Errorf("labels.json: %w", err)
	}
	for i := range all {
		p := &all[i]
		p.Dir = dir
		if p.Kind == "document" && p.Whole && len(p.Quad) != 4 {
			return nil, fmt.Errorf("labels.json: %s has %d corners", p.File, len(p.Quad))
		}
	}
	return all, nil
}

// Has reports whether the picture has one of some tags.
func (p *Picture) Has(tags ...string) bool {
	return slices.ContainsFunc(tags, func(t string) bool { return slices.Contains(p.Tags, t) })
}

// Repository is that of the source.
func (p *Picture) Repository() string {
	repository, _, _ := strings.Cut(p.Source, ":")
	return repository
}

// Scene is a frame and its ground truth.
type Scene struct {
	Image *image.RGBA
	Quad  *frame.Quad // of the document; corners may lie outside the frame. nil: none
	Whole bool        // all of the document is in the frame
}

// Open decodes the picture.
func (p *Picture) Open() (Scene, error) {
	f, err := os.Open(filepath.Join(p.Dir, p.File))
	if err != nil {
		return Scene{}, err
	}
	defer f.Close()
	img, err := jpeg.Decode(f)
	if err != nil {
		return Scene{}, fmt.Errorf("%s: %w", p.File, err)
	}
	b := img.Bounds()
	s := Scene{Image: image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy())), Whole: p.Whole}
	draw.Draw(s.Image, s.Image.Rect, img, b.Min, draw.Src)
	if len(p.Quad) == 4 {
		s.Quad = &frame.Quad{}
		for i, c := range p.Quad {
			s.Quad[i] = frame.Point{X: c[0], Y: c[1]}
		}
	}
	return s, nil
}

// Reduce returns the scene with a longest side in px; a smaller one is returned as it is.
func (s Scene) Reduce(longest int) Scene {
	b := s.Image.Rect
	by := float64(longest) / float64(max(b.Dx(), b.Dy()))
	if by >= 1 {
		return s
	}
	out := Scene{Image: image.NewRGBA(image.Rect(0, 0, int(by*float64(b.Dx())+0.5), int(by*float64(b.Dy())+0.5))), Whole: s.Whole}
	draw.CatmullRom.Scale(out.Image, out.Image.Rect, s.Image, b, draw.Src, nil)
	if s.Quad != nil {
		q := s.Quad.Scale(by)
		out.Quad = &q
	}
	return out
}

// Share is that of the frame's area that the document has.
func (s Scene) Share() float64 {
	if s.Quad == nil {
		return 0
	}
	return s.Quad.Area() / float64(s.Image.Rect.Dx()*s.Image.Rect.Dy())
}

// bounds are those of the document.
func (s Scene) bounds() (x0, y0, x1, y1 float64) {
	q := s.Quad
	x0, x1 = min(q[0].X, q[1].X, q[2].X, q[3].X), max(q[0].X, q[1].X, q[2].X, q[3].X)
	y0, y1 = min(q[0].Y, q[1].Y, q[2].Y, q[3].Y), max(q[0].Y, q[1].Y, q[2].Y, q[3].Y)
	return x0, y0, x1, y1
}

// cut is a part of the scene.
func (s Scene) cut(r image.Rectangle, whole bool) Scene {
	out := Scene{Image: image.NewRGBA(image.Rect(0, 0, r.Dx(), r.Dy())), Whole: whole}
	draw.Draw(out.Image, out.Image.Rect, s.Image, r.Min, draw.Src)
	if s.Quad != nil {
		q := *s.Quad
		for i := range q {
			q[i].X -= float64(r.Min.X)
			q[i].Y -= float64(r.Min.Y)
		}
		out.Quad = &q
	}
	return out
}

// Around crops to an aspect ratio round a whole document, which then has up to four fifths of
// the width or of the height; ok is false where the picture is too small for that shape.
func (s Scene) Around(across, down int) (out Scene, ok bool) {
	x0, y0, x1, y1 := s.bounds()
	pw, ph := float64(s.Image.Rect.Dx()), float64(s.Image.Rect.Dy())
	unit := max((x1-x0)/float64(across), (y1-y0)/float64(down)) / 0.8
	unit = min(unit, pw/float64(across), ph/float64(down))
	w, h := unit*float64(across), unit*float64(down)
	if w < x1-x0+8 || h < y1-y0+8 {
		return out, false
	}
	left := max(0, min(pw-w, (x0+x1-w)/2))
	top := max(0, min(ph-h, (y0+y1-h)/2))
	return s.cut(image.Rect(int(left), int(top), int(left+w), int(top+h)), true), true
}

// Without crops a share of the document away at its left (0), upper (1), right (2) or lower
// (3) end.
func (s Scene) Without(share float64, side int) Scene {
	x0, y0, x1, y1 := s.bounds()
	r := s.Image.Rect
	switch side & 3 {
	case 0:
		r.Min.X = int(x0 + share*(x1-x0))
	case 1:
		r.Min.Y = int(y0 + share*(y1-y0))
	case 2:
		r.Max.X = int(x1 - share*(x1-x0))
	case 3:
		r.Max.Y = int(y1 - share*(y1-y0))
	}
	return s.cut(r, false)
}

// Shift returns the scene as a hand that moved sees it; px outside repeat the border.
func (s Scene) Shift(dx, dy int) Scene {
	out := Scene{Image: image.NewRGBA(s.Image.Rect), Whole: s.Whole}
	w, h := s.Image.Rect.Dx(), s.Image.Rect.Dy()
	for y := range h {
		from := s.Image.Pix[max(0, min(h-1, y+dy))*s.Image.Stride:]
		for x := range w {
			copy(out.Image.Pix[y*out.Image.Stride+4*x:][:4], from[4*max(0, min(w-1, x+dx)):])
		}
	}
	if s.Quad != nil {
		q := *s.Quad
		for i := range q {
			q[i].X -= float64(dx)
			q[i].Y -= float64(dy)
		}
		out.Quad = &q
	}
	return out
}

// Part is a rectangle of a scene without a document.
func (s Scene) Part(x, y, w, h int) Scene { return s.cut(image.Rect(x, y, x+w, y+h), s.Whole) }
