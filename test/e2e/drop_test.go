package e2e

import (
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestDropAndPaste gives a picture by drag and drop, and one by the clipboard.
func TestDropAndPaste(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone})
	p.eval(fmt.Sprintf(`(async () => {
		const bytes = Uint8Array.from(atob(%q), c => c.charCodeAt(0));
		window.transfer = new DataTransfer();
		transfer.items.add(new File([bytes], "card.jpg", {type: "image/jpeg"}));
	})()`, base64.StdEncoding.EncodeToString(card().bytes())), nil)
	p.startWith("ID")
	p.at("instruction", "FRONT")
	var taken bool
	p.eval(`(() => {
		const card = `+inElement+`.querySelector("[data-screen]");
		const over = new DragEvent("dragover", {bubbles: true, cancelable: true, dataTransfer: transfer});
		card.dispatchEvent(over);
		card.dispatchEvent(new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: transfer}));
		return over.defaultPrevented;
	})()`, &taken)
	if !taken {
		t.Error("the element doesn't say that it takes files")
	}
	p.at("review", "FRONT")
	p.press("use")
	p.at("instruction", "BACK")
	// What the host's own fields are given is theirs; what misses the card is nobody's.
	var left, prevented bool
	p.eval(`(() => {
		const field = document.body.appendChild(document.createElement("input"));
		field.dispatchEvent(new ClipboardEvent("paste", {bubbles: true, composed: true, clipboardData: transfer}));
		field.remove();
		return `+inElement+`.querySelector("[data-screen]").dataset.screen === "instruction";
	})()`, &left)
	p.eval(`(() => {
		const drop = new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: transfer});
		document.body.dispatchEvent(drop);
		return drop.defaultPrevented;
	})()`, &prevented)
	if !left || !prevented {
		t.Errorf("a paste into the host's field is left alone: %v; a drop beside the card doesn't leave the page: %v", left, prevented)
	}
	p.eval(`document.dispatchEvent(new ClipboardEvent("paste", {bubbles: true, clipboardData: transfer}))`, nil)
	p.at("review", "BACK")
	p.press("use")
	p.finish()
	p.delivered(t, "FRONT", "BACK")
}

// TestDropIsForAMouse: who has only fingers isn't told to drop a file.
func TestDropIsForAMouse(t *testing.T) {
	for _, tt := range []struct {
		name  string
		touch bool
	}{{"mouse", false}, {"touch", true}} {
		t.Run(tt.name, func(t *testing.T) {
			p := open(t, openOptions{camera: cameraNone, view: phone})
			if tt.touch {
				p.do("have fingers", chromedp.EmulateViewport(phone.width, phone.height, chromedp.EmulateMobile, chromedp.EmulateTouch))
			}
			p.start()
			p.at("instruction", "FRONT")
			var shown, coarse bool
			p.eval(inElement+`.querySelector(".note").checkVisibility()`, &shown)
			if p.eval(`matchMedia("(pointer: coarse)").matches`, &coarse); coarse != tt.touch {
				t.Fatalf("a coarse pointer: %v", coarse)
			}
			if shown == tt.touch {
				t.Errorf("shown: %v", shown)
			}
		})
	}
}
