package e2e

import (
	"encoding/base64"
	"fmt"
	"testing"
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
	p.eval(`document.dispatchEvent(new ClipboardEvent("paste", {bubbles: true, clipboardData: transfer}))`, nil)
	p.at("review", "BACK")
	p.press("use")
	p.finish()
	p.delivered(t, "FRONT", "BACK")
}
