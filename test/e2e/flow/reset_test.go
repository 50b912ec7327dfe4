package flow

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
)

// TestElement_moved moves the element while pictures are uploaded: the flow goes on in the same workflow. A removal
// fires cancel, unless the element is back in the same task.
func TestElement_moved(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone})
	p.StartWith("ID", "SELFIE")
	execution := p.Execution()
	drive.Control(t, "inject", map[string]any{"path": execution, "method": "POST", "latencyMs": 3000, "times": 3})
	picture := drive.File(t, "card.jpg", drive.Card())
	for _, tt := range []struct{ part, name, move, cancel string }{
		{"FRONT", "append", `document.querySelector("main").append(taken)`, ""},
		{"BACK", "moveBefore", `document.querySelector("main").moveBefore(taken, null)`, ""},
		{"FACE", "removed and inserted later", `taken.remove(); await new Promise(done => setTimeout(done)); document.querySelector("main").append(taken);
			if (taken.dataset.screen || taken.shadowRoot.querySelector("button")) reasons.push("a button of the flow that has ended")`, "removed"},
	} {
		p.ByFile(tt.part, picture)
		p.Wait("it is on its way", fmt.Sprintf(`%s.querySelector('.meter [data-part=%q]:is([data-state="waiting"], [data-state="sending"])')`, drive.InElement, tt.part))
		drive.Is(p, tt.name+": reasons of cancel", `(async () => {
			const taken = document.querySelector("credential-capture"), reasons = [];
			taken.addEventListener("cancel", ({reason}) => reasons.push(reason));
			`+tt.move+`;
			await null;
			return reasons.join();
		})()`, tt.cancel)
	}
	p.Finish()
	p.Delivered(t, "FRONT", "BACK", "FACE")
	if now := p.Events("finalized")[0].Execution; now != execution {
		t.Errorf("the workflow is %s, was %s", now, execution)
	}
}

// TestElement_startBeforeReady calls start() before the texts and the style are loaded, and on an
// element outside of a document. A second call begins no second session.
func TestElement_startBeforeReady(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone})
	p.OnScreen("start")
	asked := drive.Value[int](p, `(async () => {
		const {fetch} = window;
		let asked = 0;
		window.fetch = (url, ...rest) => { asked += String(url).endsWith("/session"); return fetch(url, ...rest); };
		const made = document.createElement("credential-capture");
		made.setAttribute("session-url", "/session");
		await made.start();
		if (made.shadowRoot) throw new Error("it began in no document");
		document.querySelector("credential-capture").replaceWith(made);
		await Promise.all([made.start(), made.start()]);
		await made.start();
		return asked;
	})()`)
	p.At("instruction", "FRONT")
	if asked != 1 {
		t.Errorf("%d sessions were opened, want 1", asked)
	}
}

// TestPaste_twoElements pastes a picture into a page with two elements: one of them takes it, that of the focus first.
func TestPaste_twoElements(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone})
	p.StartWith("SELFIE")
	p.Eval(`(async () => {
		const first = document.querySelector("credential-capture"), second = first.cloneNode();
		second.id = "second";
		second.session = first.session;
		first.after(second);
		await second.start();
	})()`, nil)
	screens := func(what, want string) {
		t.Helper()
		p.Wait(what+": the screens are "+want, `[...document.querySelectorAll("credential-capture")].map(e => e.dataset.screen).join() === "`+want+`"`)
	}
	screens("both have begun", "instruction,instruction")
	paste := func(into string) chromedp.Action {
		return chromedp.Evaluate(`(async () => {
			const canvas = Object.assign(document.createElement("canvas"), {width: 400, height: 400});
			canvas.getContext("2d").fillRect(0, 0, 200, 200);
			const transfer = new DataTransfer();
			transfer.items.add(new File([await new Promise(done => canvas.toBlob(done))], "face.png", {type: "image/png"}));
			`+into+`.dispatchEvent(new ClipboardEvent("paste", {bubbles: true, composed: true, cancelable: true, clipboardData: transfer}));
		})()`, nil)
	}
	p.Do("paste into the second", paste(`document.querySelector("#second").shadowRoot.querySelector("h2")`))
	screens("into the second", "instruction,review")
	p.Do("paste into the page", paste("document.body"))
	screens("into the page", "review,review")
}
