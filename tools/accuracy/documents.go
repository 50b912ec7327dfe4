package main

import (
	"math"
	"slices"

	"credential-capture/imageproc/guidance"
	"credential-capture/imageproc/guidance/document"
	"credential-capture/imageproc/guidance/frame"
	"credential-capture/imageproc/guidance/quality"
	"credential-capture/test/scene/docscene"
	"credential-capture/tools/analysis"
)

const (
	// heldOut is the first of the seeds that are reported. Thresholds are tuned on scenes from
	// developed on only.
	heldOut   = 1
	developed = 1_000_000

	width, height = 640, 480
	// A film has filmFrames frames, one every frameMs: long enough to debounce a sentence.
	filmFrames, frameMs = 8, 100
)

var (
	kinds    = []docscene.Kind{docscene.Card, docscene.Passport, docscene.Letter}
	troubles = []docscene.Trouble{docscene.Fine, docscene.Blurred, docscene.Moved, docscene.Glare, docscene.Dark, docscene.Bright, docscene.CutOff, docscene.Far}
)

// shot is one scene to be painted.
type shot struct {
	kind    docscene.Kind
	trouble docscene.Trouble
	seed    uint64
}

func (s shot) options() guidance.Options {
	if s.kind == docscene.Letter {
		return guidance.Options{Part: guidance.Document}
	}
	return guidance.Options{Part: guidance.Front}
}

// plan lists shots of all kinds and troubles in turn.
func plan(frames int, first uint64) []shot {
	var all []shot
	for seed := first; len(all) < frames; seed++ {
		for _, k := range kinds {
			for _, t := range troubles {
				all = append(all, shot{k, t, seed})
			}
		}
		for n := range uint64(3) {
			all = append(all, shot{docscene.Nothing, docscene.Fine, 1000*seed + n})
		}
	}
	return all[:frames]
}

// judged is the guidance of a shot, and its ground truth.
type judged struct {
	shot
	guidance.Guidance
	truth []guidance.Code // the hints that the true outline alone yields
	iou   float64         // of the detected and the true outline
}

// first reports whether a code is the first hint, which is the sentence of a single frame.
func first(hints []guidance.Code, c guidance.Code) bool { return len(hints) > 0 && hints[0] == c }

func (j *judged) has(codes ...guidance.Code) bool {
	return slices.ContainsFunc(codes, func(c guidance.Code) bool { return slices.Contains(j.Hints, c) })
}

// found reports whether the guidance has a whole document.
func (j *judged) found() bool { return j.View.Document != nil && !j.has(guidance.CutOff) }

// judge judges shots as single frames or as films, on all cores, and keeps the guidance after
// the last frame.
func judge(shots []shot, asFilm bool) ([]judged, error) {
	all := make([]judged, len(shots))
	err := analysis.Each(len(shots), nil, func(w *guidance.Watcher, i int) (err error) {
		j := &all[i]
		s, o := shots[i], shots[i].options()
		j.shot = s
		o.Stream, o.Reset = "shot", true
		var scenes []docscene.Scene
		if asFilm {
			scenes = docscene.Film(s.kind, s.trouble, width, height, filmFrames, s.seed)
		} else {
			scenes = append(scenes, docscene.Paint(s.kind, s.trouble, width, height, s.seed))
		}
		for k, scene := range scenes {
			pix := scene.Image.Pix
			j.Guidance, err = w.Watch(guidance.Frame{Pix: pix, Width: width, Height: height, At: float64(1 + frameMs*k)}, o)
			if err != nil {
				return err
			}
			o.Reset = false
		}
		truth := scenes[len(scenes)-1]
		if j.truth = trueHints(truth, s); j.View.Document != nil {
			j.iou = overlap(j.View.Document.Quad, truth.Quad)
		}
		return nil
	})
	return all, err
}

// trueHints are the hints of the true outline with perfect quality, none for an empty table.
func trueHints(scene docscene.Scene, s shot) []guidance.Code {
	if s.kind == docscene.Nothing {
		return nil
	}
	v := guidance.View{
		Width: width, Height: height, Document: &document.Detection{Quad: scene.Quad, Confidence: 1},
		Quality: quality.Metrics{EdgeWidth: 2, Brightness: 200, Contrast: 100, Colour: 40},
	}
	_, g := guidance.State{}.Next(s.options(), v, 1)
	return g.Hints
}

// documentRows counts each check over the frames with its trouble and those without any.
func documentRows(all []judged) []row {
	var corners, noOutline, nothing, far counts
	sum, n := 0.0, 0
	for _, j := range all {
		fine, empty := j.kind != docscene.Nothing && j.trouble == docscene.Fine, j.kind == docscene.Nothing
		if fine || empty {
			corners.add(fine, j.found(), fine && j.found())
			noOutline.add(empty, j.View.Document == nil, j.View.Document == nil)
			nothing.add(empty, j.has(guidance.NoDocument), first(j.Hints, guidance.NoDocument))
		}
		if fine && j.found() {
			sum, n = sum+j.iou, n+1
		}
		if fine || j.trouble == docscene.Far {
			far.add(slices.Contains(j.truth, guidance.TooFar), j.has(guidance.TooFar), first(j.Hints, guidance.TooFar))
		}
	}
	rows := []row{corners.row("corners"), noOutline.row("no_outline"), nothing.row("nothing"), far.row("too_far")}
	rows[0].MeanIoU = sum / float64(max(1, n))
	for _, check := range []struct {
		name  string
		code  guidance.Code
		cause []docscene.Trouble
	}{
		{"cut_off", guidance.CutOff, []docscene.Trouble{docscene.CutOff}},
		{"blur", guidance.Blurred, []docscene.Trouble{docscene.Blurred, docscene.Moved}},
		{"glare", guidance.Glare, []docscene.Trouble{docscene.Glare}},
		{"dark", guidance.TooDark, []docscene.Trouble{docscene.Dark}},
		{"bright", guidance.TooBright, []docscene.Trouble{docscene.Bright}},
	} {
		var c, empty counts
		for _, j := range all {
			switch {
			case j.kind == docscene.Nothing:
				empty.add(false, j.has(check.code), false)
			case j.trouble == docscene.Fine || slices.Contains(check.cause, j.trouble):
				c.add(j.trouble != docscene.Fine, j.has(check.code), first(j.Hints, check.code))
			}
		}
		r := c.row(check.name)
		r.EmptyAlarms = empty.row("").FalseAlarms
		rows = append(rows, r)
	}
	return rows
}

// filmRows counts the code that is shown after a film.
func filmRows(all []judged) []row {
	var rows []row
	for _, check := range []struct {
		name    string
		code    guidance.Code
		trouble docscene.Trouble
		kind    docscene.Kind
	}{
		{"film_ok", guidance.OK, docscene.Fine, ""}, {"film_nothing", guidance.NoDocument, docscene.Fine, docscene.Nothing},
		{"film_blurred", guidance.Blurred, docscene.Blurred, ""}, {"film_moved", guidance.Blurred, docscene.Moved, ""},
		{"film_glare", guidance.Glare, docscene.Glare, ""}, {"film_dark", guidance.TooDark, docscene.Dark, ""},
		{"film_bright", guidance.TooBright, docscene.Bright, ""}, {"film_cut_off", guidance.CutOff, docscene.CutOff, ""},
		{"film_too_far", guidance.TooFar, docscene.Far, ""},
	} {
		var c counts
		for _, j := range all {
			is := j.trouble == check.trouble && (j.kind == docscene.Nothing) == (check.kind == docscene.Nothing)
			// The true outline must not have a more important problem. False alarms are of films
			// without a problem, those of ok of all others.
			clean := len(j.truth) == 0 || is && first(j.truth, check.code)
			if clean && (is || j.trouble == docscene.Fine || check.code == guidance.OK) {
				c.add(is, j.Code == check.code, j.Code == check.code)
			}
		}
		rows = append(rows, c.row(check.name))
	}
	return rows
}

// overlap is the intersection over union of two outlines, sampled every second px.
func overlap(a, b frame.Quad) float64 {
	both, either := 0, 0
	for y := -height / 4.0; y < height*1.25; y += 2 {
		for x := -width / 4.0; x < width*1.25; x += 2 {
			inA, inB := docscene.Contains(a, x, y), docscene.Contains(b, x, y)
			if inA || inB {
				either++
			}
			if inA && inB {
				both++
			}
		}
	}
	return float64(both) / math.Max(1, float64(either))
}
