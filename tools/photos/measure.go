package main

import (
	"fmt"
	"slices"
	"time"

	"credential-capture/imageproc/guidance"
	"credential-capture/test/scene/photoscene"
)

const (
	minOverlap = 0.9  // of an outline that is right
	minShare   = 0.06 // of the frame's area, of a document that must be found
	// A stream has streamFrames frames, one every frameMs.
	streamFrames, frameMs = 12, 100
)

// measure measures all frames of one picture.
type measure struct {
	watcher *guidance.Watcher
	picture *photoscene.Picture
	tally   *tally
	size    int // longest side of a frame, px
	streams bool
}

func (m *measure) run() error {
	full, err := m.picture.Open()
	if err != nil {
		return err
	}
	for _, m.size = range []int{640, 320} {
		switch m.picture.Kind {
		case "document":
			err = m.document(full)
		case "face":
			err = m.face(full)
		case "negative":
			err = m.negative(full)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", m.picture.File, err)
		}
	}
	return nil
}

// name is a check at a size.
func (m *measure) name(check string) string { return fmt.Sprintf("%s, %d", check, m.size) }

func (m *measure) count(check string, hit bool) { m.tally.count(m.name(check), m.picture.File, hit) }

// part is the one that a person would choose.
func (m *measure) part() guidance.Part {
	if m.picture.Has("card", "bcard", "passport-cover") {
		return guidance.Front
	}
	return guidance.Document
}

// look judges the first frame of a stream. A picture without a stream may be a scan, whose paper
// may be clipped.
func (m *measure) look(s photoscene.Scene, part guidance.Part) (guidance.Guidance, error) {
	began := time.Now()
	g, err := m.watcher.Watch(m.frame(s, 0), guidance.Options{Part: part, Stream: "single", Reset: true})
	m.tally.sample(m.name("ms "+map[bool]string{true: "face", false: "document"}[part == guidance.Face]), float64(time.Since(began).Microseconds())/1000)
	return g, err
}

func (m *measure) frame(s photoscene.Scene, n int) guidance.Frame {
	return guidance.Frame{Pix: s.Image.Pix, Width: s.Image.Rect.Dx(), Height: s.Image.Rect.Dy(), At: float64(1 + frameMs*n)}
}

func has(g guidance.Guidance, codes ...guidance.Code) bool {
	return slices.ContainsFunc(codes, func(c guidance.Code) bool { return slices.Contains(g.Hints, c) })
}

// overlap is that of the outline with the document, 0 without one.
func overlap(g guidance.Guidance, s photoscene.Scene) float64 {
	if g.View.Document == nil || s.Quad == nil {
		return 0
	}
	return photoscene.Overlap(g.View.Document.Quad, *s.Quad)
}

func (m *measure) document(full photoscene.Scene) error {
	s := full.Reduce(m.size)
	if !s.Whole {
		return m.cutOff("cut off detected", s)
	}
	if m.picture.Has("folded", "curved", "occluded") || s.Share() < minShare {
		return m.whole("not flat, occluded or small", s)
	}
	if err := m.whole("whole", s); err != nil {
		return err
	}
	for _, shape := range [][2]int{{4, 3}, {3, 4}, {9, 16}} {
		if crop, ok := full.Around(shape[0], shape[1]); ok {
			if err := m.whole("crop", crop.Reduce(m.size)); err != nil {
				return err
			}
		}
	}
	for side := range 4 {
		for _, share := range []float64{0.15, 0.3} {
			if err := m.cutOff(fmt.Sprintf("cropped by %.0f %%: cut off detected", 100*share), full.Without(share, side).Reduce(m.size)); err != nil {
				return err
			}
		}
	}
	if err := m.degraded(full.Reduce(640)); err != nil {
		return err
	}
	return m.stream(s, len(m.picture.Quality) > 0)
}

// whole judges a whole document.
func (m *measure) whole(class string, s photoscene.Scene) error {
	g, err := m.look(s, m.part())
	if err != nil {
		return err
	}
	iou, cut := overlap(g, s), has(g, guidance.CutOff)
	m.count(class+" outlined", iou >= minOverlap && !cut)
	m.count(class+" called cut off", cut)
	m.count(class+" outlined wrongly", g.View.Document != nil && iou < minOverlap)
	if iou >= minOverlap {
		m.tally.sample(m.name("IoU, "+class), iou)
	}
	if class != "whole" {
		return nil
	}
	for _, tag := range m.picture.Tags {
		m.count("tag "+tag+" outlined", iou >= minOverlap && !cut)
	}
	if len(m.picture.Quality) == 0 {
		for _, c := range []guidance.Code{guidance.Blurred, guidance.Glare, guidance.TooDark, guidance.TooBright, guidance.LowContrast} {
			m.count("good called "+string(c), has(g, c))
		}
		m.tally.sample(m.name("edge width, good"), g.View.Quality.EdgeWidth)
		m.tally.sample(m.name("clipped, good"), g.View.Quality.Clipped)
		m.tally.sample(m.name("brightness, good"), g.View.Quality.Brightness)
		m.tally.sample(m.name("glare, good"), g.View.Quality.Glare)
		m.tally.sample(m.name("black, good"), g.View.Quality.Black)
		m.tally.sample(m.name("contrast, good"), g.View.Quality.Contrast)
	}
	return nil
}

// cutOff judges a document that leaves the frame.
func (m *measure) cutOff(check string, s photoscene.Scene) error {
	g, err := m.look(s, m.part())
	if err != nil {
		return err
	}
	m.count(check, has(g, guidance.CutOff, guidance.TooClose))
	m.count(check+", or nothing found", has(g, guidance.CutOff, guidance.TooClose) || g.View.Document == nil)
	return nil
}

// degraded judges a good document with bad light or blur, as a camera of 640 px has it.
func (m *measure) degraded(s photoscene.Scene) error {
	if len(m.picture.Quality) > 0 {
		return nil
	}
	for _, d := range []struct {
		check string
		scene photoscene.Scene
		codes []guidance.Code
	}{
		{"blur 2.0 detected", s.Blur(2), []guidance.Code{guidance.Blurred}},
		{"blur 3.5 detected", s.Blur(3.5), []guidance.Code{guidance.Blurred}},
		{"moved 11 px detected", s.Smear(11), []guidance.Code{guidance.Blurred}},
		{"dark detected", s.Levels(0.22, 0), []guidance.Code{guidance.TooDark}},
		{"washed out detected", s.Levels(1.9, 60), []guidance.Code{guidance.TooBright, guidance.Glare, guidance.LowContrast}},
		{"washed out by half detected", s.Levels(0.5, 127), []guidance.Code{guidance.TooBright, guidance.Glare, guidance.LowContrast}},
	} {
		scene := d.scene.Reduce(m.size)
		g, err := m.look(scene, m.part())
		if err != nil {
			return err
		}
		m.count(d.check, has(g, d.codes...))
		m.tally.sample(m.name("edge width, "+d.check), g.View.Quality.EdgeWidth)
		m.tally.sample(m.name("clipped, "+d.check), g.View.Quality.Clipped)
		m.tally.sample(m.name("brightness, "+d.check), g.View.Quality.Brightness)
		m.tally.sample(m.name("contrast, "+d.check), g.View.Quality.Contrast)
		m.tally.sample(m.name("black, "+d.check), g.View.Quality.Black)
		if err := m.stream(scene, true); err != nil {
			return err
		}
	}
	return nil
}

// stream counts what auto capture takes of a hand-held camera's frames: wrong is what has no
// document, another outline, or a document that is bad.
func (m *measure) stream(s photoscene.Scene, bad bool) error {
	if !m.streams {
		return nil
	}
	o := guidance.Options{Part: m.part(), Stream: "photo", Reset: true}
	taken, wrong := false, false
	for n := range streamFrames {
		shifted := s.Shift(n%3-1, n*n%3-1)
		g, err := m.watcher.Watch(m.frame(shifted, n), o)
		if err != nil {
			return err
		}
		o.Reset = false
		taken = taken || g.Ready
		wrong = wrong || g.Ready && (bad || overlap(g, shifted) < minOverlap)
	}
	if !bad {
		m.count("auto capture takes a good document", taken && !wrong)
	}
	m.count("auto capture wrong", wrong)
	return nil
}

func (m *measure) negative(full photoscene.Scene) error {
	s := full.Reduce(m.size)
	if err := m.empty("without a document", s); err != nil {
		return err
	}
	if !m.picture.NoFace {
		return nil
	}
	g, err := m.look(s, guidance.Face)
	if err != nil {
		return err
	}
	m.count("face where there is none", len(g.View.Faces) > 0)
	return m.faceStream(s, true)
}

// empty judges a frame without a document.
func (m *measure) empty(class string, s photoscene.Scene) error {
	g, err := m.look(s, m.part())
	if err != nil {
		return err
	}
	m.count("outline "+class, g.View.Document != nil)
	m.tally.sample(m.name("black, "+class), g.View.Quality.Black)
	m.count("too_bright detected "+class, has(g, guidance.TooBright))
	m.count("cut off detected "+class, has(g, guidance.CutOff))
	return m.stream(s, true)
}

func (m *measure) face(full photoscene.Scene) error {
	s := full.Reduce(m.size)
	if err := m.empty("on people", s); err != nil {
		return err
	}
	g, err := m.look(s, guidance.Face)
	if err != nil {
		return err
	}
	switch {
	case m.picture.Faces > 1:
		m.count("several people detected", has(g, guidance.MultipleFaces))
	case m.picture.Pose == "frontal" && !m.picture.Has("occluded"):
		m.count("one frontal face", len(g.View.Faces) == 1)
		m.count("a frontal face or more", len(g.View.Faces) >= 1)
		if len(g.View.Faces) > 0 {
			m.count("sharp face called blurred", has(g, guidance.Blurred))
			m.tally.sample(m.name("edge width, face"), g.View.Quality.EdgeWidth)
			at640 := full.Reduce(640)
			b, err := m.look(at640.Blur(2).Reduce(m.size), guidance.Face)
			if err != nil {
				return err
			}
			if len(b.View.Faces) > 0 {
				m.count("face, blur 2.0 detected", has(b, guidance.Blurred))
				m.tally.sample(m.name("edge width, face, blur 2.0"), b.View.Quality.EdgeWidth)
			}
			b, err = m.look(at640.Blur(3.5).Reduce(m.size), guidance.Face)
			if err != nil {
				return err
			}
			if len(b.View.Faces) > 0 {
				m.count("face, blur 3.5 detected", has(b, guidance.Blurred))
				m.tally.sample(m.name("edge width, face, blur 3.5"), b.View.Quality.EdgeWidth)
			}
		}
	}
	return m.faceStream(s, m.picture.Faces != 1)
}

// faceStream counts what auto capture takes of a camera's frames.
func (m *measure) faceStream(s photoscene.Scene, bad bool) error {
	if !m.streams {
		return nil
	}
	o := guidance.Options{Part: guidance.Face, Stream: "photo", Reset: true}
	wrong := false
	for n := range streamFrames {
		g, err := m.watcher.Watch(m.frame(s.Shift(n%3-1, n*n%3-1), n), o)
		if err != nil {
			return err
		}
		o.Reset = false
		wrong = wrong || g.Ready && bad
	}
	m.count("auto capture of a face wrong", wrong)
	return nil
}
