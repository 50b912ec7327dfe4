package facescene

import (
	"runtime"
	"slices"
	"sync"

	"credential-capture/imageproc/guidance/face"
	"credential-capture/imageproc/guidance/frame"
	"credential-capture/tools/tally"
)

// What the first rows count: how many frames of nobody, of one person and of several were
// taken for that.
var counts = []string{"faces_none", "faces_one", "faces_several"}

var checks = []struct {
	name    string
	trouble Trouble
	problem face.Problem
}{
	{"face_too_far", Far, face.TooFar},
	{"face_too_close", Close, face.TooClose},
	{"face_off_centre", OffCentre, face.OffCentre},
	{"face_cut_off", CutOff, face.CutOff},
	{"face_too_dark", Dark, face.TooDark},
	{"face_back_lit", BackLit, face.BackLit},
}

// view is what was seen of one scene.
type view struct {
	people   int
	trouble  Trouble
	faces    int
	problems []face.Problem
}

// Tally paints so many frames of each kind, 320 × 240 px, which is what is searched of a larger one, from other seeds than the tests
// have, and counts what a cascade is right about. It takes all cores.
func Tally(c *face.Cascade, each int) []tally.Row {
	var plan []view
	for people := range 4 {
		for range each {
			plan = append(plan, view{people: people, trouble: Fine})
		}
	}
	for _, check := range checks {
		for range each {
			plan = append(plan, view{people: 1, trouble: check.trouble})
		}
	}
	var wait sync.WaitGroup
	next := make(chan int)
	for range runtime.NumCPU() {
		wait.Go(func() {
			f := face.NewFinder(c)
			for i := range next {
				plan[i].look(f, uint64(1_000_000+i))
			}
		})
	}
	for i := range plan {
		next <- i
	}
	close(next)
	wait.Wait()
	return rows(plan)
}

func (v *view) look(f *face.Finder, seed uint64) {
	s := Paint(v.people, v.trouble, 320, 240, seed)
	var p frame.Gray
	p.FromRGBA(s.Image.Pix, 320, 240)
	faces := f.Find(&p)
	v.faces = len(faces)
	if len(faces) > 0 {
		v.problems = face.Limits{}.Problems(faces, face.Measure(&p, faces[0]))
	}
}

// rows counts. A frame in trouble says nothing of a check that isn't about this trouble.
func rows(views []view) []tally.Row {
	var all []tally.Row
	for n, name := range counts {
		var c tally.Count
		for _, v := range views {
			if v.trouble == Fine {
				c.Add(min(2, v.people) == n, min(2, v.faces) == n)
			}
		}
		all = append(all, c.Row(name))
	}
	for _, check := range checks {
		var c tally.Count
		for _, v := range views {
			// Whether a face is found at all is the first rows' to say.
			if v.people == 1 && v.faces > 0 && (v.trouble == Fine || v.trouble == check.trouble) {
				c.Add(v.trouble == check.trouble, slices.Contains(v.problems, check.problem))
			}
		}
		all = append(all, c.Row(check.name))
	}
	return all
}
