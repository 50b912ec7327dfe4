package camera

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/scene/docscene"
)

// emulate shows the page in a window of CSS px, on a touch screen unless it is a desktop's.
func emulate(p *drive.Page, v drive.Viewport, touch bool) {
	p.T.Helper()
	p.Do("resize to "+v.String(), chromedp.ActionFunc(func(ctx context.Context) error {
		if err := emulation.SetTouchEmulationEnabled(touch).Do(ctx); err != nil {
			return err
		}
		return emulation.SetDeviceMetricsOverride(v.Width, v.Height, 1, false).Do(ctx)
	}))
}

// rect is a box in the window, in CSS px.
type rect struct {
	Name                     string
	Left, Top, Right, Bottom float64
}

func (r rect) overlaps(o rect) bool {
	return min(r.Right, o.Right)-max(r.Left, o.Left) > 1 && min(r.Bottom, o.Bottom)-max(r.Top, o.Top) > 1
}

// placed waits until the camera's screen fits the window, and measures what is on it. The view comes
// first, the frame second.
func placed(p *drive.Page, v drive.Viewport) (all []rect, dialog bool) {
	p.T.Helper()
	var got struct {
		Dialog bool
		Boxes  []rect
	}
	p.Eval(fmt.Sprintf(`(async () => {
		const root = %s, find = s => root.querySelector(s);
		for (let before; ;) {
			await new Promise(requestAnimationFrame);
			const stage = find(".stage"), now = JSON.stringify([".view", ".guide .under", ".hint", ".shutter"].map(s => find(s).getBoundingClientRect()));
			if (innerWidth === %d && innerHeight === %d && before === now && stage.classList.contains("wide") === stage.clientWidth > stage.clientHeight) break;
			before = now;
		}
		const box = (Name, s) => { const {left: Left, top: Top, right: Right, bottom: Bottom} = find(s).getBoundingClientRect(); return {Name, Left, Top, Right, Bottom}; };
		return {Dialog: !!find("dialog:modal"), Boxes: [box("view", ".view"), box("frame", ".guide .under"), box("hint", ".hint"), box("shutter", ".shutter"),
			box("close", "[data-action=back]"), box("file", "[data-action=choose-file]"), box("switch", "[data-action=switch-camera]")]};
	})()`, drive.InElement, v.Width, v.Height), &got)
	return got.Boxes, got.Dialog
}

// TestCamera_placement measures the camera's screen on phones, a tablet and a desktop at 100 and 200 %, in the demo
// and on a page with nothing else: all is in the window, nothing overlaps, and the frame is large.
func TestCamera_placement(t *testing.T) {
	for _, tt := range []struct {
		category string
		minShare float64 // of a portrait phone's width
	}{{"ID", .85}, {"SELFIE", .70}} {
		t.Run(tt.category, func(t *testing.T) {
			p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
			p.Eval(drive.FakeCameras+`; for (const facing of ["environment", "user"]) fakes.push({deviceId: facing, label: facing, facing, width: 270, height: 480})`, nil)
			p.Set("guidance", "off")
			p.StartWithCamera(tt.category)
			for _, page := range []string{"demo", "bare"} {
				if page == "bare" {
					p.Eval(`for (const e of document.querySelectorAll("body > :not(main), main > :not(credential-capture)")) e.hidden = true; document.querySelector("main").style = "all: unset"; document.body.style = "display: block; margin: 0"`, nil)
				}
				for _, v := range sizes {
					stream := "{width: 270, height: 480}"
					if v.Width > v.Height {
						stream = "{width: 480, height: 270}"
					}
					p.Eval(`fakes.forEach(f => Object.assign(f, `+stream+`))`, nil)
					for zoom := int64(1); zoom <= 2; zoom++ {
						w := drive.Viewport{Width: v.Width / zoom, Height: v.Height / zoom}
						desktop := v.Width == 1280
						emulate(p, w, !desktop)
						p.Wait("the stream is turned", drive.InElement+`.querySelector("video").videoWidth === fakes[0].width`)
						name := fmt.Sprintf("%s, %s at %d %%", page, v, 100*zoom)
						all, dialog := placed(p, w)
						if want := !desktop || zoom == 2; dialog != want {
							t.Errorf("%s: full screen is %t, want %t", name, dialog, want)
						}
						view, frame := all[0], all[1]
						if share := (frame.Right - frame.Left) / float64(w.Width); v.Width < 500 && share < tt.minShare {
							t.Errorf("%s: the frame takes %.2f of the width, want %.2f at least: %v", name, share, tt.minShare, all)
						}
						if dialog && !desktop && (view.Right-view.Left < float64(w.Width) || view.Bottom-view.Top < float64(w.Height)) {
							t.Errorf("%s: the view doesn't fill the window: %v", name, view)
						}
						for i, a := range all {
							if a.Left < -1 || a.Top < -1 || a.Right > float64(w.Width)+1 || a.Bottom > float64(w.Height)+1 || a.Right-a.Left < 44 && a.Name != "hint" {
								t.Errorf("%s: %v isn't wholly in the window", name, a)
							}
							for _, b := range all[max(i+1, 2):] {
								if i > 0 && a.overlaps(b) {
									t.Errorf("%s: %v overlaps %v", name, a, b)
								}
							}
						}
					}
				}
			}
		})
	}
}

// TestCamera_dialog opens the camera over the page: the focus stays in it, screen readers hear it, and Escape and the
// system's way back leave it. Escape leaves no other screen. With camera-view="inline" it is in the page.
func TestCamera_dialog(t *testing.T) {
	p := unguided(t, frontCamera)
	p.StartWithCamera("SELFIE")
	for range 8 {
		p.Key(kb.Tab)
		// Past the last button comes the browser's own window.
		drive.Is(p, "the focus is in the dialog", `document.activeElement === document.body || !!`+drive.Focused+`?.closest("dialog")`, true)
	}
	drive.Is(p, "live regions in the dialog", drive.CountOf("dialog [role=status]"), 1)
	p.Key(kb.Escape)
	p.At("instruction", "FACE")
	p.Key(kb.Escape)
	p.PressAt("instruction", "FACE", "camera")
	p.Live()
	p.Eval(drive.InElement+`.querySelector("dialog").requestClose?.()`, nil) // as Android's Back does
	p.At("instruction", "FACE")
	drive.Is(p, "live regions in the page", drive.CountOf(".card > [role=status]"), 1)
	p.Set("camera-view", "inline")
	p.OpenCamera()
	drive.Is(p, "the camera is in the page", `!`+drive.InElement+`.querySelector("dialog[open]") && `+drive.InElement+`.querySelector(".stage").clientWidth <= innerWidth - 24`, true)
	p.PressShutter("FACE")
	p.Key(kb.Escape)
	p.Settle()
	p.At("review", "FACE")
}

// TestGuidance_progress captures a card: progress grows along the frame, then the picture stands still under a tick,
// and the phone vibrates once.
func TestGuidance_progress(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.Eval(drive.FakeCameras, nil)
	p.ShowScene(docscene.Paint(docscene.Card, docscene.Fine, 720, 1280, 72).Image, "environment")
	p.Eval(`(() => {
		window.seen = {shares: [], taken: 0, paused: false, vibrated: 0};
		Object.defineProperty(navigator, "vibrate", {value: () => { seen.vibrated++; return true; }});
		new MutationObserver(() => {
			const stage = `+drive.InElement+`.querySelector(".stage");
			const share = Number(stage?.style.getPropertyValue("--_progress"));
			if (share && share !== seen.shares.at(-1)) seen.shares.push(share);
			seen.scales ||= getComputedStyle(stage?.querySelector(".progress") ?? document.body).vectorEffect !== "none"; // it would be drawn in several pieces
			if (!stage?.classList.contains("taken") || seen.taken++) return;
			seen.paused = stage.querySelector("video").paused;
			const tick = stage.querySelector("path.tick");
			Promise.all(tick.getAnimations().map(a => a.finished)).then(() => { seen.tick = getComputedStyle(tick).opacity; });
		}).observe(`+drive.InElement+`, {subtree: true, childList: true, attributes: true});
	})()`, nil)
	p.StartWithCamera("ID")
	p.At("review", "FRONT")
	var seen struct {
		Shares   []float64
		Scales   bool
		Taken    int
		Paused   bool
		Tick     string
		Vibrated int
	}
	p.Eval("seen", &seen)
	if len(seen.Shares) == 0 || seen.Shares[len(seen.Shares)-1] != 1 {
		t.Errorf("progress is %v, and should end at 1", seen.Shares)
	}
	if seen.Scales || seen.Taken == 0 || !seen.Paused || seen.Tick != "1" || seen.Vibrated != 1 {
		t.Errorf("after the capture: %+v", seen)
	}
}
