package guidance_test

import (
	"os"
	"slices"
	"testing"

	"credential-capture/imageproc/guidance"
	"credential-capture/imageproc/guidance/document"
	"credential-capture/imageproc/guidance/face"
	"credential-capture/imageproc/guidance/frame"
	"credential-capture/imageproc/guidance/quality"
	"credential-capture/test/scene/facescene"
)

// TestBlurredFaces holds the default of FaceEdge against painted people, as they are and
// as a lens that looks elsewhere shows them.
func TestBlurredFaces(t *testing.T) {
	file, err := os.ReadFile("../../web/face.bin")
	if err != nil {
		t.Fatal(err)
	}
	cascade, err := face.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	finder := face.NewFinder(cascade)
	const each, first = 12, 2_000_000
	seen, sharp, blurred := 0, 0, 0
	for seed := range uint64(each) {
		scene := facescene.Paint(1, facescene.Fine, 640, 480, first+seed)
		var p frame.Gray
		p.FromRGBA(scene.Image.Pix, 640, 480)
		faces := finder.Find(&p)
		if len(faces) != 1 {
			continue // that is imageproc/guidance/face's
		}
		seen++
		says := func() bool {
			f := faces[0]
			x, y := f.X+f.Size, f.Y+f.Size
			var meter quality.Meter
			v := guidance.View{Width: 640, Height: 480, Faces: faces, Face: face.Measure(&p, f)}
			v.Quality = meter.MeasureInside(&p, nil, &document.Quad{{X: f.X, Y: f.Y}, {X: x, Y: f.Y}, {X: x, Y: y}, {X: f.X, Y: y}})
			return slices.Contains(hints(guidance.Options{Part: guidance.Face}, v), guidance.Blurred)
		}
		if !says() {
			sharp++
		}
		for range 3 {
			soften(&p, 4)
		}
		if says() {
			blurred++
		}
	}
	if seen < each*3/4 || sharp < seen-1 || blurred < seen-2 {
		t.Errorf("of %d faces %d are sharp as painted, and %d blurred when they are", seen, sharp, blurred)
	}
}

// soften takes the mean of so many px to either side, both ways.
func soften(p *frame.Gray, reach int) {
	w, h := p.Width, p.Height
	for _, step := range [2]int{1, w} {
		from := slices.Clone(p.Pix)
		for i := range p.Pix {
			sum, n := 0, 0
			for k := -reach; k <= reach; k++ {
				x, y := i%w, i/w
				if step == 1 {
					x += k
				} else {
					y += k
				}
				if x >= 0 && y >= 0 && x < w && y < h {
					sum += int(from[y*w+x])
					n++
				}
			}
			p.Pix[i] = uint8(sum / n)
		}
	}
}
