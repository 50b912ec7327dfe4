package facescene

import (
	"runtime"
	"slices"
	"sync"

	"credential-capture/imageproc/face"
	"credential-capture/imageproc/frame"
)

// Row says how good a check of imageproc/face is. Recall and FalseAlarms are shares, 0 to 1.
type Row struct {
	Check       string
	Frames      int
	Recall      float64 // of the frames that have what is checked, those of which it was said
	FalseAlarms float64 // of the others
}

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
func Tally(c *face.Cascade, each int) []Row {
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
func rows(views []view) []Row {
	var all []Row
	for n, name := range counts {
		var c count
		for _, v := range views {
			if v.trouble == Fine {
				c.add(min(2, v.people) == n, min(2, v.faces) == n)
			}
		}
		all = append(all, c.row(name))
	}
	for _, check := range checks {
		var c count
		for _, v := range views {
			// Whether a face is found at all is the first rows' to say.
			if v.people == 1 && v.faces > 0 && (v.trouble == Fine || v.trouble == check.trouble) {
				c.add(v.trouble == check.trouble, slices.Contains(v.problems, check.problem))
			}
		}
		all = append(all, c.row(check.name))
	}
	return all
}

type count struct{ there, said, absent, alarms int }

func (c *count) add(there, said bool) {
	switch {
	case there && said:
		c.there, c.said = c.there+1, c.said+1
	case there:
		c.there++
	case said:
		c.absent, c.alarms = c.absent+1, c.alarms+1
	default:
		c.absent++
	}
}

func (c *count) row(check string) Row {
	return Row{
		Check: check, Frames: c.there + c.absent,
		Recall: float64(c.said) / float64(max(1, c.there)), FalseAlarms: float64(c.alarms) / float64(max(1, c.absent)),
	}
}
