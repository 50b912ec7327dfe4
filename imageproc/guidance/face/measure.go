package face

import "credential-capture/imageproc/guidance/frame"

// Metrics are the measures of one face in its frame.
type Metrics struct {
	Fill   float64 // the face's side by the frame's shorter side
	Offset float64 // from the frame's centre to the face's, as a share of the frame's sides
	// Brightness is the level, 0 to 255, of the 90th percentile of the face: dark skin in good
	// light has highlights on brow, nose and eyes.
	Brightness float64
	// Backlight is the mean level around the head less Brightness.
	Backlight float64
	Cut       bool // a part of the head is outside the frame
}

// minBrow is the min room in the frame above the face's square, as a share of its side, for
// the forehead; hair may be outside.
const minBrow = 0.1

// Measure measures a face in its frame.
func Measure(p *frame.Gray, f Face) Metrics {
	w, h := float64(p.Width), float64(p.Height)
	m := Metrics{Fill: f.Size / min(w, h)}
	dx, dy := (f.X+f.Size/2)/w-0.5, (f.Y+f.Size/2)/h-0.5
	m.Offset = max(dx, -dx, dy, -dy)
	m.Cut = f.X < 0 || f.Y < minBrow*f.Size || f.X+f.Size > w || f.Y+f.Size > h
	inner := box{f.X + 0.15*f.Size, f.Y + 0.1*f.Size, 0.7 * f.Size, 0.75 * f.Size}
	head := box{f.X - 0.35*f.Size, f.Y - 0.45*f.Size, 1.7 * f.Size, 3 * f.Size}
	var levels [256]int
	within, behind, sum := 0, 0, 0
	for y := 0; y < p.Height; y += 2 {
		row := p.Pix[y*p.Width:][:p.Width]
		a, b := inner.row(y, p.Width)
		for _, v := range row[a:b] {
			levels[v]++
		}
		within += b - a
		a, b = head.row(y, p.Width)
		for x := 0; x < p.Width; x += 4 {
			if x < a || x >= b {
				sum += int(row[x])
				behind++
			}
		}
	}
	left := within / 10
	for level := 255; level >= 0; level-- {
		if left -= levels[level]; left < 0 {
			m.Brightness = float64(level)
			break
		}
	}
	if behind*40 > p.Width*p.Height/8 { // a twentieth of the frame, sampled by eights
		m.Backlight = float64(sum)/float64(behind) - m.Brightness
	}
	return m
}

// box is a rectangle in a frame.
type box struct{ x, y, w, h float64 }

// row is the range of columns that a row has in the box.
func (b box) row(y, width int) (from, to int) {
	if float64(y) < b.y || float64(y) > b.y+b.h {
		return 0, 0
	}
	return max(0, min(width, int(b.x))), max(0, min(width, int(b.x+b.w)))
}
