package face

import (
	"math"

	"credential-capture/imageproc/guidance/frame"
)

const (
	// smallestAlone is smallestFace where no larger face is found, and minScoreAlone is minScore.
	// On 55 photographs such faces have 9 windows or more; textures have up to 7.
	smallestAlone, minScoreAlone = 0.11, 8
	// tilt is by how many radians a head is tilted that the cascade, which is of upright faces,
	// doesn't find.
	tilt = 20 * math.Pi / 180
	// tiltedAt is detectAt for tilted heads.
	tiltedAt = 160
)

// searchAll detects the faces of a frame. Small and tilted ones are searched only where there
// is no other, since that takes longer.
func (d *Detector) searchAll(p *frame.Gray) []Face {
	short := float64(min(p.Width, p.Height))
	all := Face{Size: float64(max(p.Width, p.Height))}
	base, factor := d.reduce(p, detectAt)
	if faces := d.search(base, factor, all, smallestFace*short, math.Inf(1)); len(faces) > 0 {
		return faces
	}
	if faces := d.search(base, factor, all, smallestAlone*short, smallestFace*short); len(faces) > 0 && faces[0].Score >= minScoreAlone {
		return faces
	}
	base, factor = d.reduce(p, tiltedAt)
	for _, angle := range [2]float64{tilt, -tilt} {
		d.turned.turn(base, angle)
		faces := d.search(&d.turned.Gray, factor, all, smallestAlone*short, math.Inf(1))
		if len(faces) == 0 || faces[0].Score < minScoreAlone {
			continue
		}
		sin, cos := math.Sincos(angle)
		cx, cy := float64(p.Width)/2, float64(p.Height)/2
		for i := range faces {
			f := &faces[i]
			x, y := f.X+f.Size/2-cx, f.Y+f.Size/2-cy
			f.X, f.Y = cx+cos*x-sin*y-f.Size/2, cy+sin*x+cos*y-f.Size/2
		}
		return faces
	}
	return nil
}

// turned is a rotated picture.
type turned struct{ frame.Gray }

// turn sets t to a picture of the same size, rotated about its centre; px from outside repeat
// the border.
func (t *turned) turn(of *frame.Gray, angle float64) {
	t.Resize(of.Width, of.Height)
	const one = 1 << 16
	s, c := math.Sincos(angle)
	sin, cos := int(s*one), int(c*one)
	cx, cy := of.Width/2, of.Height/2
	for y := range t.Height {
		u, v := -cx*cos-(y-cy)*sin+cx*one+one/2, -cx*sin+(y-cy)*cos+cy*one+one/2
		row := t.Pix[y*t.Width:][:t.Width]
		for x := range row {
			px, py := max(0, min(of.Width-1, u>>16)), max(0, min(of.Height-1, v>>16))
			row[x] = of.Pix[py*of.Width+px]
			u += cos
			v += sin
		}
	}
}
