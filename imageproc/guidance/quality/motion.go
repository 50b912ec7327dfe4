package quality

import "credential-capture/imageproc/guidance/frame"

// Frames are compared as grids of means.
const gridWidth, gridHeight = 32, 24

// grid is the previous frame.
type grid struct {
	before [gridWidth * gridHeight]float64
	size   [2]int // of that frame; zero: none
}

// motion is Metrics.Motion. A change that all of the frame shares is exposure, not motion.
func (g *grid) motion(p *frame.Gray) float64 {
	var now [gridWidth * gridHeight]float64
	w, h := p.Width/gridWidth, p.Height/gridHeight
	if w == 0 || h == 0 {
		return 0
	}
	// Sample every second row of a small frame, every fourth of others.
	step := 2
	if h >= 16 {
		step = 4
	}
	mean := 0.0
	for i := range now {
		x, y := i%gridWidth*w, i/gridWidth*h
		sum, n := 0, 0
		for dy := 0; dy < h; dy += step {
			for _, v := range p.Pix[(y+dy)*p.Width+x:][:w] {
				sum += int(v)
				n++
			}
		}
		now[i] = float64(sum) / float64(n)
		mean += now[i] - g.before[i]
	}
	mean /= gridWidth * gridHeight
	total := 0.0
	for i := range now {
		d := now[i] - g.before[i] - mean
		total += max(d, -d)
	}
	known := g.size == [2]int{p.Width, p.Height}
	g.before, g.size = now, [2]int{p.Width, p.Height}
	if !known {
		return 0
	}
	return total / (gridWidth * gridHeight)
}
