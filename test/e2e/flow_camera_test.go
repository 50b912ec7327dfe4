package e2e

import "testing"

// TestFlowByCamera goes all the way with the camera.
func TestFlowByCamera(t *testing.T) {
	p := open(t, openOptions{camera: cameraGranted, view: phone})
	p.start()
	p.byCamera("FRONT")
	p.byCamera("BACK")
	p.byCamera("FACE")
	p.at("instruction", "DOCUMENT")
	p.shoot("DOCUMENT")
	p.at("document", "DOCUMENT")
	p.shoot("DOCUMENT")
	p.at("document", "DOCUMENT")
	p.press("upload")
	p.details()
	p.finish()
	a := p.delivered(t, "FRONT", "BACK", "FACE", "DOCUMENT")
	if pages := a.all("DOCUMENT"); len(pages) != 2 {
		t.Errorf("%d pages arrived, want 2", len(pages))
	}
	front, _ := a.part("FRONT")
	if front.Width != cameraSize.X || front.Height != cameraSize.Y {
		t.Errorf("the front is %d×%d, want the camera's whole picture", front.Width, front.Height)
	}
}
