package a11y

import (
	"fmt"
	"testing"

	"credential-capture/test/e2e/drive"
)

// German has the longest words; Arabic runs from right to left.
var locales = []string{"en", "de", "ar"}

// views are a phone, a desktop, and a window of 1280×1024 px at 400 % (WCAG 1.4.10).
var views = []drive.Viewport{drive.Phone, drive.Desktop, {Width: 320, Height: 256}}

var media = []medium{{"light", nil}, {"dark", nil}, {"forced", map[string]string{"forced-colors": "active"}}}

// medium is the system's colour scheme or contrast, as media features.
type medium struct {
	name     string
	features map[string]string
}

// maxScreens is above the number of screens that a tour stops at.
const maxScreens = 45

// TestScreens stops at every screen of the flow and judges it in languages, windows and
// themes: by axe-core, for what is cut off, overlaps or scrolls sideways, for targets of
// 44 px, wider text spacing, forced colours and reduced motion. With SWEEP=pictures it
// takes pictures instead: build/screens.
func TestScreens(t *testing.T) {
	if drive.Sweep == "" {
		s := screens{t: t, axe: drive.AxeSource(t), judges: true, cases: pairs(maxScreens, len(locales), len(views), len(media))}
		s.tour("en")
		return
	}
	for i, locale := range locales {
		t.Run(locale, func(t *testing.T) {
			s := screens{t: t, axe: drive.AxeSource(t), judges: drive.Sweep == "all"}
			for v := range views {
				for m := range media {
					s.cases = append(s.cases, []int{-1, i, v, m})
				}
			}
			s.tour(locale)
		})
	}
}

// screens judges one screen after the other.
type screens struct {
	t      *testing.T
	axe    string  // its source, or ""
	judges bool    // instead of taking pictures
	cases  [][]int // screen or -1 for all, locale, view, medium
	n      int     // of the screen
	ran    int     // cases
}

func (s *screens) tour(locale string) {
	o := drive.Options{Camera: drive.CameraNone, View: drive.Phone, NoCSP: true}
	m := drive.Open(s.t, o)
	m.OnScreen("start")
	o.Before = drive.JournalTools + ";" + drive.FakeCameras +
		`; fakes.push({deviceId: "b", label: "", facing: "environment", width: 640, height: 360}, {deviceId: "f", label: "", facing: "user", width: 640, height: 360})`
	p := drive.Open(s.t, o)
	p.OnScreen("start")
	for _, each := range []*drive.Page{m, p} {
		each.SetLocale(locale)
	}
	tour(p, func(screen string) { s.visit(p, screen) })
	tourOfHandover(p, m, s.visit)
	s.t.Logf("%d screens in %d variants", s.n, s.ran)
	if s.n > maxScreens {
		s.t.Errorf("%d screens, and cases for %d: raise maxScreens", s.n, maxScreens)
	}
}

func (s *screens) visit(p *drive.Page, screen string) {
	s.t.Helper()
	for _, c := range s.cases {
		if c[0] != s.n && c[0] != -1 {
			continue
		}
		s.ran++
		locale, view, medium := locales[c[1]], views[c[2]], media[c[3]]
		if screen != "busy" && screen != "checking" { // those are copies that no language reaches
			p.SetLocale(locale)
		}
		as(p, view, medium)
		name := fmt.Sprintf("%s in %s, %s, %s", screen, locale, view, medium.name)
		if !s.judges {
			p.Eval(drive.InElement+`.querySelector(".card").scrollIntoView({block: "start", behavior: "instant"})`, nil)
			p.Picture(fmt.Sprintf("%s-%s-%s-%02d-%s", locale, view, medium.name, s.n, screen))
			continue
		}
		check := func(what, script string) {
			for _, w := range drive.Value[[]string](p, script) {
				s.t.Errorf("%s: %s: %s", name, what, w)
			}
		}
		check("reachable (1.4.10)", cutOff)
		check("text spacing (1.4.12)", spaced(cutOff))
		check("target smaller than 44 px", smallTargets)
		if medium.name == "forced" {
			check("forced colours", unseen)
			check("reduced motion", moving)
			continue
		}
		check("the action that goes on", actionHidden)
		if s.axe != "" {
			var rules []string
			if medium.name == "dark" && drive.Sweep == "" {
				rules = []string{"color-contrast"} // a theme changes nothing else, and each screen has a light case
			}
			for _, found := range p.Axe(s.axe, rules...) {
				s.t.Errorf("%s: %s", name, found)
			}
		}
	}
	s.n++
}

// actionHidden finds a primary button that isn't in the window at the end of the page.
const actionHidden = inAll + `
	const first = all(".button.primary")[0];
	const r = first?.getBoundingClientRect();
	if (r && innerHeight > 300 && (r.top < 0 || r.bottom > innerHeight + 1)) wrong.push(name(first) + " is at " + r.top.toFixed(0) + "…" + r.bottom.toFixed(0) + " of " + innerHeight);
	return wrong;
})()`

func TestPairs_coversEachPair(t *testing.T) {
	for _, sizes := range [][]int{{2, 2}, {40, 3, 3, 3}, {3, 1, 5}, {2, 2, 2, 2, 2}} {
		cases := pairs(sizes...)
		for a := range sizes {
			for b := range a {
				seen := map[[2]int]bool{}
				for _, c := range cases {
					seen[[2]int{c[a], c[b]}] = true
				}
				if len(seen) != sizes[a]*sizes[b] {
					t.Errorf("%v: dimensions %d and %d have %d of %d pairs", sizes, a, b, len(seen), sizes[a]*sizes[b])
				}
			}
		}
		t.Logf("%v: %d cases", sizes, len(cases))
	}
}

// pairs returns cases, each with an index for each dimension, such that each two values of
// two different dimensions are together in a case. Each new case is the greedy choice.
func pairs(sizes ...int) (cases [][]int) {
	type pair struct{ a, i, b, j int }
	open := map[pair]bool{}
	var order []pair
	for a := range sizes {
		for b := range a {
			for i := range sizes[a] {
				for j := range sizes[b] {
					open[pair{a, i, b, j}] = true
					order = append(order, pair{a, i, b, j})
				}
			}
		}
	}
	// gain is how many open pairs the value i of dimension a makes with those chosen.
	gain := func(row []int, a, i int) (n int) {
		for b, j := range row {
			if j >= 0 && open[pair{max(a, b), pick(a > b, i, j), min(a, b), pick(a > b, j, i)}] {
				n++
			}
		}
		return n
	}
	for _, first := range order {
		if !open[first] {
			continue
		}
		row := make([]int, len(sizes))
		for a := range row {
			row[a] = -1
		}
		row[first.a], row[first.b] = first.i, first.j
		for a := range row {
			if row[a] >= 0 {
				continue
			}
			best := 0
			for i := range sizes[a] {
				if gain(row, a, i) > gain(row, a, best) {
					best = i
				}
			}
			row[a] = best
		}
		for a, i := range row {
			for b, j := range row[:a] {
				delete(open, pair{a, i, b, j})
			}
		}
		cases = append(cases, row)
	}
	return cases
}

func pick(first bool, a, b int) int {
	if first {
		return a
	}
	return b
}
