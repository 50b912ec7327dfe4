package flow

import (
	"testing"

	"credential-capture/test/e2e/drive"
)

// TestFlow_camera captures all parts with the camera.
func TestFlow_camera(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraGranted, View: drive.Phone, Motion: true})
	p.Start()
	p.ByCamera("FRONT")
	p.ByCamera("BACK")
	p.ByCamera("FACE")
	p.At("instruction", "DOCUMENT")
	p.Shoot("DOCUMENT")
	p.At("document", "DOCUMENT")
	p.Shoot("DOCUMENT")
	p.At("document", "DOCUMENT")
	p.Press("upload")
	p.Details()
	p.Finish()
	a := p.Delivered(t, "FRONT", "BACK", "FACE", "DOCUMENT")
	if pages := a.All("DOCUMENT"); len(pages) != 2 {
		t.Errorf("%d pages arrived, want 2", len(pages))
	}
	front, _ := a.Part("FRONT")
	if front.Width != drive.CameraSize.X || front.Height != drive.CameraSize.Y {
		t.Errorf("the front is %d×%d, want the camera's whole picture", front.Width, front.Height)
	}
}
