package e2e

import "testing"

// TestLook goes through by files and takes pictures of every screen.
func TestLook(t *testing.T) {
	for _, dark := range []bool{false, true} {
		for _, view := range []viewport{phone, desktop} {
			name := view.String()
			if dark {
				name += "-dark"
			}
			t.Run(name, func(t *testing.T) {
				p := open(t, openOptions{camera: cameraGranted, view: view, dark: dark})
				p.onScreen("start")
				p.picture(name + "-1-start")
				p.press("start")
				p.onScreen("instruction")
				p.picture(name + "-2-instruction")
				p.press("camera")
				p.onScreen("camera")
				p.wait("live", inElement+`.querySelector('[data-camera="live"]')`)
				p.picture(name + "-3-camera")
				p.press("shutter")
				p.onScreen("review")
				p.picture(name + "-4-review")
			})
		}
	}
}
