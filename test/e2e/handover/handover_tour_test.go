package handover

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"credential-capture/test/e2e/drive"
)

// TestHandover_keyboard hands over and back with keys alone, and checks the announcements.
func TestHandover_keyboard(t *testing.T) {
	d := drive.Open(t, drive.Options{Camera: drive.CameraNone, Lends: true})
	d.StartWith("SELFIE")
	d.Eval(drive.ListenLive, nil)
	d.TabTo("handover")
	d.Key(kb.Enter)
	d.OnScreen("handover")
	if _, focus := d.Heard(); focus != "H2 Continue on your phone" {
		t.Errorf("the focus is on %q", focus)
	}
	d.Key(kb.Escape)
	d.At("instruction", "FACE")
	m := opens(t, d.Link())
	m.TabTo("take")
	m.Key(kb.Enter)
	m.At("instruction", "FACE")
	d.OnScreen("handover-follow")
	said, focus := d.Heard()
	if focus != "H2 Continue on your phone" {
		t.Errorf("the focus is on %q", focus)
	}
	d.SaidOnce(t, said, "Your phone is connected")
	d.TabTo("here")
	d.Key(kb.Enter)
	m.OnScreen("handover-end")
	d.At("instruction", "FACE")
}
