package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// listenLive records what live regions say, as a screen reader hears it: the text of
// every alert that comes, and every change of a status.
const listenLive = `(() => {
	window.heard = [];
	const hear = node => {
		const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
		const region = element?.closest?.("[role=alert], [role=status], [aria-live]");
		const regions = region ? [region] : [...(element?.querySelectorAll?.("[role=alert]") ?? [])];
		for (const r of regions) {
			const text = r.innerText.trim();
			if (text && !r.closest("[hidden]")) heard.push(text);
		}
	};
	new MutationObserver(changes => {
		const added = new Set(changes.flatMap(c => [...c.addedNodes]));
		for (const node of added) hear(node);
	}).observe(` + inElement + `, {childList: true, subtree: true});
})()`

// heard returns what was said since the last time, and where the focus is.
func (p *page) heard() (said []string, focus string) {
	p.t.Helper()
	p.settle()
	p.eval(`heard.splice(0)`, &said)
	p.eval(`(() => { const e = `+inElement+`.activeElement; return e ? e.tagName + " " + (e.name || e.innerText || "") : ""; })()`, &focus)
	return said, focus
}

// saidOnce checks that words were said, and no more than once.
func (p *page) saidOnce(t *testing.T, said []string, words string) {
	t.Helper()
	if n := strings.Count(strings.Join(said, "\n"), words); n != 1 {
		t.Errorf("%q is said %d times, want once: %q", words, n, said)
	}
}

// TestA11ySaid listens to what a screen reader is told: what is wrong and what to
// do, once each, with the focus where the new screen begins.
func TestA11ySaid(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.onScreen("start")
	p.eval(listenLive, nil)
	p.startWith("SELFIE", "DATA")
	p.at("instruction", "FACE")
	if _, focus := p.heard(); focus != "H2 Your face" {
		t.Errorf("on the instruction the focus is on %q", focus)
	}
	p.choose(file(t, "half.jpg", card().bytes()[:9000]))
	p.problem()
	said, focus := p.heard()
	p.saidOnce(t, said, "This file is not complete.")
	p.saidOnce(t, said, "It may not have been copied to the end.")
	if focus != "H2 Your face" {
		t.Errorf("on the problem the focus is on %q", focus)
	}
	p.press("again")
	p.press("camera")
	p.problem()
	said, focus = p.heard()
	p.saidOnce(t, said, "No camera was found.")
	p.saidOnce(t, said, "choose a file instead")
	if !strings.HasPrefix(focus, "H2") {
		t.Errorf("without a camera the focus is on %q", focus)
	}
	p.choose(file(t, "card.jpg", card().bytes()))
	p.at("review", "FACE")
	if _, focus := p.heard(); focus != "H2 Is everything sharp and complete?" {
		t.Errorf("on the review the focus is on %q", focus)
	}
	p.press("use")
	p.at("data", "PREPARED_DATA")
	p.sent("FACE")
	p.wait("it is said that the picture has been sent", `heard.includes("Sent.")`)
	said, _ = p.heard()
	p.saidOnce(t, said, "Sent.")
	p.fill("email", "nobody")
	p.fill("firstName", "Ada")
	p.press("submit-data")
	p.problem()
	said, focus = p.heard()
	// The focus moves to the field, whose description is the error: nothing else may say it too.
	if text := strings.Join(said, "\n"); strings.Contains(text, "ada@example.com") {
		t.Errorf("the error is read with the field and said besides: %q", said)
	}
	if focus != "INPUT email" {
		t.Errorf("the focus is on %q", focus)
	}
	var described string
	p.eval(`(() => { const e = `+focused+`; return `+inElement+`.getElementById(e.getAttribute("aria-describedby")).innerText; })()`, &described)
	if !strings.Contains(described, "ada@example.com") {
		t.Errorf("the field is described by %q", described)
	}
	// From within the field the focus doesn't move, so the error has to be said.
	p.key(kb.Enter)
	p.wait("the error is said", `heard.join().includes("ada@example.com")`)
	said, _ = p.heard()
	p.saidOnce(t, said, "ada@example.com")
}

// TestA11yBackwards walks through a screen with Tab and back with Shift+Tab: the
// same stops in the reverse order, each once, each seen.
func TestA11yBackwards(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.startWith("DATA")
	p.at("data", "PREPARED_DATA")
	stop := func() string {
		var name string
		p.eval(`(() => { const e = `+inElement+`.activeElement; return e ? e.dataset.action ?? e.name : document.activeElement.id || document.activeElement.tagName; })()`, &name)
		return name
	}
	var forward []string
	for range 60 {
		p.key(kb.Tab)
		at := stop()
		forward = append(forward, at)
		if at == "submit-data" {
			break
		}
	}
	if forward[len(forward)-1] != "submit-data" {
		t.Fatalf("Tab never comes to the button: %v", forward)
	}
	for i := len(forward) - 2; i >= 0; i-- {
		// The parts of a date are stops of their own, and have one name.
		p.shiftTab()
		if at := stop(); at != forward[i] {
			t.Errorf("going back, stop %d is %s, going forward it was %s", i, at, forward[i])
		}
	}
}

func (p *page) shiftTab() {
	p.t.Helper()
	for _, kind := range []input.KeyType{input.KeyRawDown, input.KeyUp} {
		p.do("press Shift+Tab", chromedp.ActionFunc(input.DispatchKeyEvent(kind).WithKey("Tab").WithCode("Tab").
			WithWindowsVirtualKeyCode(9).WithModifiers(input.ModifierShift).Do))
	}
}

// TestA11yEscape leaves the camera with Escape, and nothing else: where it would
// lose something, it does nothing.
func TestA11yEscape(t *testing.T) {
	p := open(t, openOptions{camera: cameraGranted, view: phone})
	p.startWith("SELFIE")
	p.at("instruction", "FACE")
	p.key(kb.Escape)
	p.at("instruction", "FACE")
	p.press("camera")
	p.live()
	p.key(kb.Escape)
	p.at("instruction", "FACE")
	p.choose(file(t, "card.jpg", card().bytes()))
	p.at("review", "FACE")
	p.key(kb.Escape)
	p.settle()
	p.at("review", "FACE")
}
