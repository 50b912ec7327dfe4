package flow

import (
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
)

// TestDropAndPaste gives a picture by drag and drop, and one by the clipboard.
func TestDropAndPaste(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone})
	p.Eval(fmt.Sprintf(`(async () => {
		const bytes = Uint8Array.from(atob(%q), c => c.charCodeAt(0));
		window.transfer = new DataTransfer();
		transfer.items.add(new File([bytes], "card.jpg", {type: "image/jpeg"}));
	})()`, base64.StdEncoding.EncodeToString(drive.Card())), nil)
	p.StartWith("ID")
	drive.Is(p, "the element takes files", `(() => {
		const card = `+drive.InElement+`.querySelector("[data-screen]");
		const over = new DragEvent("dragover", {bubbles: true, cancelable: true, dataTransfer: transfer});
		card.dispatchEvent(over);
		card.dispatchEvent(new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: transfer}));
		return over.defaultPrevented;
	})()`, true)
	p.PressAt("review", "FRONT", "use")
	p.At("instruction", "BACK")
	// What the host's own fields are given is theirs; what misses the card is nobody's.
	var left, prevented bool
	p.Eval(`(() => {
		const field = document.body.appendChild(document.createElement("input"));
		field.dispatchEvent(new ClipboardEvent("paste", {bubbles: true, composed: true, clipboardData: transfer}));
		field.remove();
		return `+drive.InElement+`.querySelector("[data-screen]").dataset.screen === "instruction";
	})()`, &left)
	p.Eval(`(() => {
		const drop = new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: transfer});
		document.body.dispatchEvent(drop);
		return drop.defaultPrevented;
	})()`, &prevented)
	if !left || !prevented {
		t.Errorf("a paste into the host's field is left alone: %v; a drop beside the card doesn't leave the page: %v", left, prevented)
	}
	p.Eval(`document.dispatchEvent(new ClipboardEvent("paste", {bubbles: true, clipboardData: transfer}))`, nil)
	p.PressAt("review", "BACK", "use")
	p.Finish()
	p.Delivered(t, "FRONT", "BACK")
}

// TestDrop_hintForMouseOnly shows the hint about dropping files with a mouse, and not with touch.
func TestDrop_hintForMouseOnly(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.Start()
	p.At("instruction", "FRONT")
	for _, touch := range []bool{false, true} {
		if touch {
			p.Do("have fingers", chromedp.EmulateViewport(drive.Phone.Width, drive.Phone.Height, chromedp.EmulateMobile, chromedp.EmulateTouch))
		}
		var shown, coarse bool
		p.Eval(drive.InElement+`.querySelector(".note").checkVisibility()`, &shown)
		if p.Eval(`matchMedia("(pointer: coarse)").matches`, &coarse); coarse != touch {
			t.Fatalf("a coarse pointer: %v", coarse)
		}
		if shown == touch {
			t.Errorf("touch %v: shown %v", touch, shown)
		}
	}
}
