package guidance_test

import (
	"slices"
	"strings"
	"testing"

	"credential-capture/imageproc/guidance"
	"credential-capture/imageproc/guidance/frame"
)

// TestState_debounce has one frame every 100 ms and expects the code after each, with a *
// when ready.
func TestState_debounce(t *testing.T) {
	nothing := empty(sharp)
	good, far, blurred := card(500, 0, 0), card(250, 0, 0), card(500, 0, 0)
	blurred.Quality.EdgeWidth = 4
	moved := card(500, 60, 0)
	for _, tt := range []struct {
		name   string
		frames []guidance.View
		want   string
	}{
		{"first frame", []guidance.View{nothing}, "no_document"},
		{"ok is shown at once and ready after three frames", []guidance.View{nothing, good, good, good, good}, "no_document ok ok ok* ok*"},
		{"a problem is shown after 350 ms", []guidance.View{good, far, far, far, far, far, far}, "ok ok ok ok ok too_far too_far"},
		{"a short problem isn't shown", []guidance.View{good, blurred, blurred, good, good, good}, "ok ok ok ok ok ok*"},
		{"another problem is shown after 350 ms", []guidance.View{nothing, far, far, far, far, far}, "no_document no_document no_document no_document no_document too_far"},
		{"single frames with another problem only delay it",
			[]guidance.View{nothing, far, far, nothing, far, far, nothing, far, far, far, far},
			"no_document no_document no_document no_document no_document no_document no_document no_document no_document too_far too_far"},
		{"alternating problems don't flicker", []guidance.View{nothing, far, blurred, far, blurred, far}, "no_document no_document no_document no_document no_document no_document"},
		{"after a second, one of the alternating problems is shown",
			[]guidance.View{nothing, far, blurred, far, blurred, far, blurred, far, blurred, far, blurred, far},
			"no_document no_document no_document no_document no_document no_document no_document no_document no_document no_document no_document too_far"},
		{"a moving card isn't ready", []guidance.View{good, good, good, moved, moved, moved, moved}, "ok ok ok* ok ok ok ok*"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var state guidance.State
			var got []string
			for i, v := range tt.frames {
				var g guidance.Guidance
				state, g = state.Next(guidance.Options{Part: guidance.Front}, v, 1000+100*float64(i))
				shown := string(g.Code)
				if g.Ready {
					shown += "*"
				}
				got = append(got, shown)
			}
			if all := strings.Join(got, " "); all != tt.want {
				t.Errorf("got  %s\nwant %s", all, tt.want)
			}
		})
	}
}

// TestState_hysteresis: the limit of the shown code is 6 % stricter.
func TestState_hysteresis(t *testing.T) {
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

// settled is the state after two frames of a view.
func settled(v guidance.View) (state guidance.State) {
	for at := range 2 {
		state, _ = state.Next(guidance.Options{Part: guidance.Front}, v, float64(1+at))
	}
	return state
}

// small is a frame of 320 × 240 px with a card of that height.
func small(v *guidance.View, height float64) {
	v.Width, v.Height = 320, 240
	v.Document.Quad = frame.Rect(160-height*0.793, 120-height/2, height*85.6/53.98, height)
}

func TestState_readyOfCertainDocumentsOnly(t *testing.T) {
	for _, tt := range []struct {
		name  string
		set   func(v *guidance.View, l *guidance.Limits)
		ready bool
	}{
		{"just certain", func(v *guidance.View, _ *guidance.Limits) { v.Document.Probability = 0.85 }, true},
		{"just not certain", func(v *guidance.View, _ *guidance.Limits) { v.Document.Probability = 0.84 }, false},
		{"just one polarity", func(v *guidance.View, _ *guidance.Limits) { v.Document.Polarity = 0.7 }, true},
		{"just mixed sides", func(v *guidance.View, _ *guidance.Limits) { v.Document.Polarity = 0.69 }, false},
		{"just bright", func(v *guidance.View, _ *guidance.Limits) { v.Quality.Brightness = 141 }, true},
		{"just not bright", func(v *guidance.View, _ *guidance.Limits) { v.Quality.Brightness = 140 }, false},
		{"bright to another limit", func(v *guidance.View, l *guidance.Limits) { v.Quality.Brightness, l.MinBrightness = 140, 80 }, true},
		{"just clear", func(v *guidance.View, _ *guidance.Limits) { v.Quality.Black = 70 }, true},
		{"just hazy", func(v *guidance.View, _ *guidance.Limits) { v.Quality.Black = 71 }, false},
		{"just large", func(v *guidance.View, l *guidance.Limits) { small(v, 73); l.MinFill = 0.1 }, true},
		{"just small", func(v *guidance.View, l *guidance.Limits) { small(v, 71); l.MinFill = 0.1 }, false},
		{"faint, just sharp", func(v *guidance.View, _ *guidance.Limits) { v.Quality.Contrast, v.Quality.EdgeWidth = 29, 2.15 }, true},
		{"faint, just not sharp", func(v *guidance.View, _ *guidance.Limits) { v.Quality.Contrast, v.Quality.EdgeWidth = 29, 2.17 }, false},
		{"not faint, less sharp", func(v *guidance.View, _ *guidance.Limits) { v.Quality.Contrast, v.Quality.EdgeWidth = 30, 2.17 }, true},
	} {
		v := card(500, 0, 0)
		var o guidance.Options
		o.Part = guidance.Front
		tt.set(&v, &o.Limits)
		var state guidance.State
		var g guidance.Guidance
		for at := range 3 {
			state, g = state.Next(o, v, float64(1+at))
		}
		if g.Ready != tt.ready || g.Code != guidance.OK && g.Code != guidance.LowContrast {
			t.Errorf("%s: ready %v, %s", tt.name, g.Ready, g.Code)
		}
	}
}

func TestState_maxMovement(t *testing.T) {
	// The square root of the area of a card 500 px wide is 397 px, of which 4 % are 15.9.
	for _, tt := range []struct {
		dx    float64
		ready bool
	}{{15, true}, {17, false}} {
		state := settled(card(500, 0, 0))
		if _, g := state.Next(guidance.Options{Part: guidance.Front}, card(500, tt.dx, 0), 40); g.Ready != tt.ready {
			t.Errorf("%v px: ready %v of %v", tt.dx, g.Ready, g.Hints)
		}
	}
}

// TestState_softFace: automatic capture waits six seconds for a face to become sharp.
func TestState_softFace(t *testing.T) {
	soft := person(220)
	soft.Quality.EdgeWidth = 4
	var state guidance.State
	for _, tt := range []struct {
		at    float64
		ready bool
	}{{1, false}, {6001, false}, {6002, false}, {6003, false}, {6004, true}} {
		var g guidance.Guidance
		if state, g = state.Next(guidance.Options{Part: guidance.Face}, soft, tt.at); g.Ready != tt.ready || !slices.Contains(g.Hints, guidance.Blurred) {
			t.Errorf("after %v ms: ready %v of %v", tt.at, g.Ready, g.Hints)
		}
	}
}

// TestState_readyWithoutColour: automatic capture doesn't wait for colour.
func TestState_readyWithoutColour(t *testing.T) {
	v := card(500, 0, 0)
	v.Quality.Colour = 0
	state := settled(v)
	_, g := state.Next(guidance.Options{Part: guidance.Front}, v, 40)
	if g.Code != guidance.BlackWhite || g.Severity != guidance.Advice || !g.Ready {
		t.Errorf("%s, %s, ready %v", g.Code, g.Severity, g.Ready)
	}
}
