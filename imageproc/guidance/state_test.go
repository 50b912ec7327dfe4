package guidance_test

import (
	"strings"
	"testing"

	"credential-capture/imageproc/guidance"
)

// TestOneThingAtATime goes through frames, one each 100 ms, and says what is told after
// each: with a * where a picture may be taken.
func TestOneThingAtATime(t *testing.T) {
	nothing := guidance.View{Width: 640, Height: 480, Quality: sharp}
	good, far, blurred := card(500, 0, 0), card(250, 0, 0), card(500, 0, 0)
	blurred.Quality.EdgeWidth = 4
	moved := card(500, 60, 0)
	for _, tt := range []struct {
		name   string
		frames []guidance.View
		want   string
	}{
		{"the first frame is told at once", []guidance.View{nothing}, "no_document"},
		{"good news too, and two frames make it sure", []guidance.View{nothing, good, good, good}, "no_document ok ok* ok*"},
		{"a trouble must last 350 ms", []guidance.View{good, far, far, far, far, far, far}, "ok ok ok ok ok too_far too_far"},
		{"what passes isn't told", []guidance.View{good, blurred, blurred, good, good}, "ok ok ok ok ok*"},
		{"another trouble must last too", []guidance.View{nothing, far, far, far, far, far}, "no_document no_document no_document no_document no_document too_far"},
		{"a frame in between that sees nothing doesn't matter",
			[]guidance.View{nothing, far, far, nothing, far, far, nothing, far, far, far, far},
			"no_document no_document no_document no_document no_document no_document no_document no_document no_document too_far too_far"},
		{"troubles that take turns don't flicker", []guidance.View{nothing, far, blurred, far, blurred, far}, "no_document no_document no_document no_document no_document no_document"},
		{"but after a second one of them is told",
			[]guidance.View{nothing, far, blurred, far, blurred, far, blurred, far, blurred, far, blurred, far},
			"no_document no_document no_document no_document no_document no_document no_document no_document no_document no_document no_document too_far"},
		{"a card that moves isn't taken", []guidance.View{good, good, moved, moved, moved}, "ok ok* ok ok ok*"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var state guidance.State
			var got []string
			for i, v := range tt.frames {
				var g guidance.Guidance
				state, g = state.Next(guidance.Options{Part: guidance.Front}, v, 1000+100*float64(i))
				said := string(g.Code)
				if g.Ready {
					said += "*"
				}
				got = append(got, said)
			}
			if all := strings.Join(got, " "); all != tt.want {
				t.Errorf("got  %s\nwant %s", all, tt.want)
			}
		})
	}
}

// TestOverOnlyWhenItClearlyIs: what was told has a limit that is 6 % stricter.
func TestOverOnlyWhenItClearlyIs(t *testing.T) {
	const limit = 576 * 0.45
	var state guidance.State
	for i, tt := range []struct {
		width float64
		want  guidance.Code
	}{{limit - 1, guidance.TooFar}, {limit + 1, guidance.TooFar}, {limit*1.06 - 1, guidance.TooFar}, {limit*1.06 + 1, guidance.OK}, {limit + 1, guidance.OK}} {
		var g guidance.Guidance
		if state, g = state.Next(guidance.Options{Part: guidance.Front}, card(tt.width, 0, 0), 1+40*float64(i)); g.Code != tt.want {
			t.Errorf("frame %d: %s, want %s", i, g.Code, tt.want)
		}
	}
}

func TestStillJustBelowAndAbove(t *testing.T) {
	// A card 500 px wide has 397 px as the side of its area, of which 4 % are 15.9.
	for _, tt := range []struct {
		dx    float64
		ready bool
	}{{15, true}, {17, false}} {
		state, _ := guidance.State{}.Next(guidance.Options{Part: guidance.Front}, card(500, 0, 0), 1)
		if _, g := state.Next(guidance.Options{Part: guidance.Front}, card(500, tt.dx, 0), 40); g.Ready != tt.ready {
			t.Errorf("%v px: ready %v of %v", tt.dx, g.Ready, g.Hints)
		}
	}
}

// TestFaintPrintIsTakenAllTheSame: waiting doesn't give paper a colour.
func TestFaintPrintIsTakenAllTheSame(t *testing.T) {
	v := card(500, 0, 0)
	v.Quality.Colour = 0
	state, _ := guidance.State{}.Next(guidance.Options{Part: guidance.Front}, v, 1)
	_, g := state.Next(guidance.Options{Part: guidance.Front}, v, 40)
	if g.Code != guidance.BlackWhite || g.Severity != guidance.Advice || !g.Ready {
		t.Errorf("%s, %s, ready %v", g.Code, g.Severity, g.Ready)
	}
}
