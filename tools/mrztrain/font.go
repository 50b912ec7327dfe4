package main

import (
	"image"
	"math"
	"os"
	"path/filepath"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"credential-capture/imageproc/mrz/glyph"
)

// shape is the signed distance of each place of a glyph from the edge of its ink, in
// pitches, positive within.
type shape [shapeWidth * shapeHeight]float32

// Size of a shape in samples. The middle is that of the character's cell.
const (
	perPitch    = 48
	shapeWidth  = 64
	shapeHeight = 72
	far         = 0.25 // largest distance, in pitches
)

// readFonts returns the shapes of the alphabet with round and with sharp ends of strokes.
func readFonts(dir string) ([2][]shape, error) {
	var sets [2][]shape
	sharp, err := readFont(filepath.Join(dir, "OCRBS.otf"))
	if err != nil {
		return sets, err
	}
	round, err := readFont(filepath.Join(dir, "OCRB.otf"))
	if err != nil {
		return sets, err
	}
	// OCRB.otf has these two with an operator that package sfnt doesn't know.
	round['8'-'0'] = sharp['8'-'0']
	round[glyph.Junk-1] = filler()
	return [2][]shape{round, sharp}, nil
}

func readFont(path string) ([]shape, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	parsed, err := opentype.Parse(file)
	if err != nil {
		return nil, err
	}
	const scale = 4 // px a sample
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: 1000, DPI: 72})
	if err != nil {
		return nil, err
	}
	advance, _ := face.GlyphAdvance('0')
	face, err = opentype.NewFace(parsed, &opentype.FaceOptions{Size: 1000 * perPitch * scale * 64 / float64(advance), DPI: 72})
	if err != nil {
		return nil, err
	}
	bounds, _, _ := face.GlyphBounds('H')
	middle := (bounds.Min.Y + bounds.Max.Y) / 2
	shapes := make([]shape, len(glyph.Alphabet))
	for i, c := range glyph.Alphabet {
		mask := image.NewAlpha(image.Rect(0, 0, shapeWidth*scale, shapeHeight*scale))
		(&font.Drawer{Dst: mask, Src: image.Opaque, Face: face, Dot: fixed.Point26_6{
			X: fixed.I((shapeWidth - perPitch) * scale / 2), Y: fixed.I(shapeHeight*scale/2) - middle}}).DrawString(string(c))
		shapes[i] = distances(mask, scale)
	}
	return shapes, nil
}

// filler is the character < with round ends.
func filler() (s shape) {
	const left, right, high, half = -0.33, 0.30, 0.41, 0.065 // pitches
	slope := math.Hypot(right-left, high)
	for i := range s {
		x := (float64(i%shapeWidth)-shapeWidth/2+0.5)/perPitch - left
		y := math.Abs((float64(i/shapeWidth)-shapeHeight/2+0.5)/perPitch - 0.01)
		along := min(slope, max(0, (x*(right-left)+y*high)/slope))
		s[i] = float32(max(-far, half-math.Hypot(x-along*(right-left)/slope, y-along*high/slope)))
	}
	return s
}

// distances searches the nearest px of the other kind.
func distances(mask *image.Alpha, scale int) (s shape) {
	inside := func(x, y int) bool {
		return image.Pt(x, y).In(mask.Rect) && mask.AlphaAt(x, y).A >= 128
	}
	reach := int(far * perPitch * float64(scale))
	// across is how far the nearest px of the other kind is in its row, by kind.
	across := func(x, y int, in bool) int {
		for d := range reach {
			if inside(x-d, y) != in || inside(x+d, y) != in {
				return d
			}
		}
		return reach
	}
	rows := make([]int, mask.Rect.Dy())
	for x := range shapeWidth {
		at := x*scale + scale/2
		for _, in := range []bool{false, true} {
			for y := range rows {
				rows[y] = across(at, y, in)
			}
			for y := range shapeHeight {
				row := y*scale + scale/2
				if inside(at, row) != in {
					continue
				}
				nearest := reach * reach
				for dy := -reach; dy <= reach; dy++ {
					if r := row + dy; r >= 0 && r < len(rows) {
						nearest = min(nearest, dy*dy+rows[r]*rows[r])
					}
				}
				d := float32(math.Sqrt(float64(nearest))) / float32(perPitch*scale)
				if !in {
					d = -d
				}
				s[y*shapeWidth+x] = d
			}
		}
	}
	return s
}

// at is the distance at a place relative to the middle, in pitches.
func (s *shape) at(x, y float64) float32 {
	x = x*perPitch + shapeWidth/2 - 0.5
	y = y*perPitch + shapeHeight/2 - 0.5
	if x < 0 || y < 0 || x >= shapeWidth-1 || y >= shapeHeight-1 {
		return -far
	}
	i, j := int(x), int(y)
	fx, fy := float32(x)-float32(i), float32(y)-float32(j)
	p := s[j*shapeWidth+i:]
	top := p[0] + fx*(p[1]-p[0])
	bottom := p[shapeWidth] + fx*(p[shapeWidth+1]-p[shapeWidth])
	return top + fy*(bottom-top)
}
