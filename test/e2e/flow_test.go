package e2e

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
)

// These are the person's moves, of which the flow tests are made.

// start begins the flow, with the session that the server gives to everybody.
func (p *page) start() {
	p.t.Helper()
	p.onScreen("start")
	p.press("start")
}

// startWith begins the flow with a session for those categories only, set by the
// host as a property.
func (p *page) startWith(categories ...string) {
	p.t.Helper()
	var credentials []map[string]any
	for _, c := range categories {
		credential := map[string]any{"category": c}
		if c == "ID" {
			credential["type"] = "ID_CARD"
		}
		credentials = append(credentials, credential)
	}
	p.startWithOrder(credentials...)
}

// startWithOrder does the same for credentials as POST /session takes them.
func (p *page) startWithOrder(credentials ...map[string]any) {
	p.t.Helper()
	body, err := json.Marshal(map[string]any{"credentials": credentials})
	if err != nil {
		p.t.Fatal(err)
	}
	p.onScreen("start")
	p.eval(fmt.Sprintf(`fetch("/session", {method: "POST", headers: {"Content-Type": "application/json"}, body: %q})
		.then(r => r.json()).then(init => { document.querySelector("credential-capture").session = init; })`, body), nil)
	p.press("start")
}

// at waits for a screen of a part.
func (p *page) at(screen, part string) {
	p.t.Helper()
	p.wait(fmt.Sprintf("the screen is %s of %s", screen, part),
		fmt.Sprintf(`%s.querySelector('[data-screen=%q][data-part=%q]')`, inElement, screen, part))
}

// byFile gives a picture as a file and confirms it.
func (p *page) byFile(part string, paths ...string) {
	p.t.Helper()
	p.at("instruction", part)
	p.choose(paths...)
	p.at("review", part)
	p.press("use")
}

// sent waits until the service has a part.
func (p *page) sent(part string) {
	p.t.Helper()
	p.wait(part+" has been sent", fmt.Sprintf(`%s.querySelector('.meter [data-part=%q][data-state="sent"]')`, inElement, part))
}

// byCamera takes a picture and confirms it.
func (p *page) byCamera(part string) {
	p.t.Helper()
	p.at("instruction", part)
	p.shoot(part)
	p.at("review", part)
	p.press("use")
}

// shoot opens the camera and presses the shutter.
func (p *page) shoot(part string) {
	p.t.Helper()
	p.press("camera")
	p.at("camera", part)
	p.press("shutter")
}

// fill types into a field of the form.
func (p *page) fill(field, value string) {
	p.t.Helper()
	p.at("data", "PREPARED_DATA")
	p.eval(fmt.Sprintf(`(() => { const i = %s.querySelector('[data-field=%q] :is(input, select)'); i.value = %q; i.dispatchEvent(new Event("input", {bubbles: true})); })()`, inElement, field, value), nil)
}

// details fills in the form and sends it.
func (p *page) details() {
	p.t.Helper()
	p.fill("firstName", "Ada")
	p.fill("lastName", "Lovelace")
	p.fill("dateOfBirth", "1815-12-10")
	p.fill("address.country", "GBR")
	p.press("submit-data")
}

// finish sends off what the overview shows.
func (p *page) finish() {
	p.t.Helper()
	p.onScreen("overview")
	p.press("finalize")
	p.onScreen("done")
}

// delivered checks that the workflow is finalized and that what the service holds
// of each part is, byte for byte, what the element said it would send.
func (p *page) delivered(t *testing.T, parts ...string) arrival {
	t.Helper()
	ends := p.events("finalized")
	if len(ends) != 1 {
		t.Fatalf("finalized %d times, want once", len(ends))
	}
	a := arrived(t, ends[0].Execution)
	if !a.Finalized {
		t.Error("the workflow isn't finalized")
	}
	for _, part := range parts {
		var sent, fitted []string
		for _, e := range p.events("part") {
			if e.Part == part {
				sent = e.SHA256
			}
		}
		for _, e := range p.events("captured") {
			if e.Part == part {
				fitted = append(fitted, e.SHA256...)
			}
		}
		var held []string
		for _, h := range a.all(part) {
			held = append(held, h.SHA256)
		}
		if len(held) == 0 || !slices.Equal(held, sent) {
			t.Errorf("%s: the service holds %v, the element sent %v", part, held, sent)
		}
		for _, h := range held {
			if !slices.Contains(fitted, h) {
				t.Errorf("%s: %s is not what fit returned: %v", part, h, fitted)
			}
		}
	}
	return a
}

// all returns the parts of a classifier: several are the pages of a document.
func (a arrival) all(classifier string) []arrivedPart {
	var all []arrivedPart
	for _, c := range a.Credentials {
		for _, p := range c.Parts {
			if p.Classifier == classifier {
				all = append(all, p)
			}
		}
	}
	return all
}
