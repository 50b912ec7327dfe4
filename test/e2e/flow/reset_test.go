package flow

import (
	"testing"

	"credential-capture/test/e2e/drive"
)

// TestElement_removedAndReinserted removes the element during an upload and inserts it again: a
// new flow works.
func TestElement_removedAndReinserted(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone})
	picture := drive.File(t, "card.jpg", drive.Card())
	p.StartWith("SELFIE")
	drive.Control(t, "inject", map[string]any{"path": p.Execution(), "method": "POST", "latencyMs": 800})
	p.Choose(picture)
	p.At("review", "FACE")
	p.Press("use")
	p.Wait("it is on its way", drive.InElement+`.querySelector('.meter [data-part="FACE"]:is([data-state="waiting"], [data-state="sending"])')`)
	p.Eval(`(() => { window.taken = document.querySelector("credential-capture"); taken.remove(); document.querySelector("main").append(taken); })()`, nil)
	p.StartWith("SELFIE")
	p.ByFile("FACE", picture)
	p.Finish()
	p.Delivered(t, "FACE")
}

// TestElement_startBeforeReady calls start() before the texts and the style are loaded, and on an
// element outside of a document.
func TestElement_startBeforeReady(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone})
	p.OnScreen("start")
	p.Eval(`(async () => {
		const made = document.createElement("credential-capture");
		made.setAttribute("session-url", "/session");
		await made.start();
		if (made.shadowRoot) throw new Error("it began in no document");
		document.querySelector("credential-capture").replaceWith(made);
		await made.start();
	})()`, nil)
	p.At("instruction", "FRONT")
}
