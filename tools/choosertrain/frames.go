package main

import (
	"math/rand/v2"

	"credential-capture/test/scene/photoscene"
)

// shot is a frame with its ground truth.
type shot struct {
	photoscene.Scene
	repository, class string
	document          bool // it shows a document; without Quad its corners have no label
}

// tables are the scenes that documents are laid on: those without a document, and some with
// people.
func tablesOf(pictures []photoscene.Picture) (tables []photoscene.Scene, err error) {
	people := 0
	for i := range pictures {
		p := &pictures[i]
		if p.Kind == "face" {
			people++
		}
		if p.Kind == "negative" || p.Kind == "face" && people%3 == 0 {
			s, err := p.Open()
			if err != nil {
				return nil, err
			}
			tables = append(tables, s.Reduce(640))
		}
	}
	return tables, nil
}

// shots makes the frames of one picture: whole and small, cropped, cut off, with bad light or
// blur, and laid on pictures without a document.
func shots(p *photoscene.Picture, tables []photoscene.Scene, seed uint64, do func(shot)) error {
	full, err := p.Open()
	if err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(seed, 0x5eed))
	add := func(class string, s photoscene.Scene, sizes ...int) {
		for _, size := range sizes {
			do(shot{s.Reduce(size), p.Repository(), class, p.Kind == "document"})
		}
	}
	if p.Kind != "document" {
		add(p.Kind, full, 640, 320)
		w, h := full.Image.Rect.Dx(), full.Image.Rect.Dy()
		for n := range 6 {
			share := 0.5 + 0.4*r.Float64()
			pw, ph := int(share*float64(w)), int(share*float64(h))
			add(p.Kind+" part", full.Part(r.IntN(w-pw), r.IntN(h-ph), pw, ph), []int{640, 320}[n%2])
		}
		return nil
	}
	if !p.Whole {
		add("cut", full, 640, 320)
		return nil
	}
	if p.Has("folded", "curved", "occluded") || full.Share() < 0.06 {
		add("odd", full, 640, 320)
		return nil
	}
	add("whole", full, 640, 320)
	for _, shape := range [][2]int{{4, 3}, {3, 4}, {9, 16}} {
		if s, ok := full.Around(shape[0], shape[1]); ok {
			add("crop", s, 640, 320)
		}
	}
	for side := range 4 {
		add("cropped", full.Without(0.15, side), 640)
		add("cropped", full.Without(0.3, side), 640)
	}
	s := full.Reduce(640)
	for _, bad := range []photoscene.Scene{s.Blur(2), s.Blur(3.5), s.Smear(11), s.Levels(0.22, 0), s.Levels(1.9, 60)} {
		add("degraded", bad, 640)
	}
	for n := range 8 {
		if s := full.Compose(tables[r.IntN(len(tables))], n%4 == 3, r); s.Quad != nil {
			add("composed", s, 640)
		}
	}
	return nil
}
