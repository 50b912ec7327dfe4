package e2e

import "testing"

// TestElementIsTakenOut removes the element in the middle of an upload, as a page
// of another framework does, and puts it back: it begins anew and works.
func TestElementIsTakenOut(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone})
	picture := file(t, "card.jpg", card().bytes())
	p.startWith("SELFIE")
	p.at("instruction", "FACE")
	control(t, "inject", map[string]any{"path": p.execution(), "method": "POST", "latencyMs": 800})
	p.choose(picture)
	p.at("review", "FACE")
	p.press("use")
	p.wait("it is on its way", inElement+`.querySelector('.meter [data-part="FACE"]:is([data-state="waiting"], [data-state="sending"])')`)
	p.eval(`(() => { window.taken = document.querySelector("credential-capture"); taken.remove(); document.querySelector("main").append(taken); })()`, nil)
	p.startWith("SELFIE")
	p.byFile("FACE", picture)
	p.finish()
	p.delivered(t, "FACE")
}

// TestStartedAtOnce: a host may begin as soon as it has made the element, before its words and style
// are there; of an element that is in no document nothing comes.
func TestStartedAtOnce(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone})
	p.onScreen("start")
	p.eval(`(async () => {
		const made = document.createElement("credential-capture");
		made.setAttribute("session-url", "/session");
		await made.start();
		if (made.shadowRoot) throw new Error("it began in no document");
		document.querySelector("credential-capture").replaceWith(made);
		await made.start();
	})()`, nil)
	p.at("instruction", "FRONT")
}
