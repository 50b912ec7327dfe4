package main

import (
	"slices"

	"credential-capture/imageproc/guidance"
	"credential-capture/test/scene/facescene"
	"credential-capture/tools/analysis"
)

// faceChecks are the troubles of a single person.
var faceChecks = []struct {
	name    string
	trouble facescene.Trouble
	code    guidance.Code
}{
	{"face_too_far", facescene.Far, guidance.FaceTooFar},
	{"face_too_close", facescene.Close, guidance.FaceTooClose},
	{"face_off_centre", facescene.OffCentre, guidance.FaceOffCentre},
	{"face_cut_off", facescene.CutOff, guidance.FaceCutOff},
	{"face_too_dark", facescene.Dark, guidance.FaceTooDark},
	{"face_back_lit", facescene.BackLit, guidance.FaceBackLit},
}

// selfie is the guidance of a painted selfie.
type selfie struct {
	guidance.Guidance
	people  int
	trouble facescene.Trouble
}

// selfies judges a number of frames of each kind; a test uses the seeds below 1,000,000.
func selfies(cascade []byte, each int) ([]selfie, error) {
	var all []selfie
	for people := range 4 {
		all = append(all, slices.Repeat([]selfie{{people: people, trouble: facescene.Fine}}, each)...)
	}
	for _, check := range faceChecks {
		all = append(all, slices.Repeat([]selfie{{people: 1, trouble: check.trouble}}, each)...)
	}
	err := analysis.Each(len(all), cascade, func(w *guidance.Watcher, i int) (err error) {
		s := &all[i]
		// The detector reduces a frame of 640 px to this size.
		scene := facescene.Paint(s.people, s.trouble, 320, 240, uint64(1_000_000+i))
		s.Guidance, err = w.Watch(guidance.Frame{Pix: scene.Image.Pix, Width: 320, Height: 240, At: 1}, guidance.Options{Part: guidance.Face})
		return err
	})
	return all, err
}

// faceRows counts how often nobody, one person and several are judged as such, and each
// trouble among the frames in which a face is detected, of those with it and of those without
// any.
func faceRows(all []selfie) []row {
	var rows []row
	for n, name := range []string{"faces_none", "faces_one", "faces_several"} {
		var c counts
		for _, s := range all {
			if s.trouble == facescene.Fine {
				is := min(2, len(s.View.Faces)) == n
				c.add(min(2, s.people) == n, is, is)
			}
		}
		rows = append(rows, c.row(name))
	}
	for _, check := range faceChecks {
		var c counts
		for _, s := range all {
			if s.people == 1 && len(s.View.Faces) > 0 && (s.trouble == facescene.Fine || s.trouble == check.trouble) {
				c.add(s.trouble == check.trouble, slices.Contains(s.Hints, check.code), first(s.Hints, check.code))
			}
		}
		rows = append(rows, c.row(check.name))
	}
	return rows
}
