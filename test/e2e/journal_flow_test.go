package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/inspector"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// peek reads the state that the journal of this tab holds, with the key that lies there: what
// any script of the page can do, and nobody else.
const peek = `window.peek = async () => {
	const id = sessionStorage.getItem("credential-capture");
	const of = name => mine.find(([key]) => key[1] === name)?.[1];
	const mine = (await rows()).filter(([key]) => key[0] === id);
	const {iv, data} = of("state") ?? {};
	if (!data) return {parts: {}, place: {}, typed: {}};
	const text = await crypto.subtle.decrypt({name: "AES-GCM", iv, additionalData: new TextEncoder().encode(id + " state 0")}, of("").key, data);
	return JSON.parse(new TextDecoder().decode(text)).state;
}`

// journalled opens the demo page with the tools that look into the journal.
func journalled(t *testing.T, before string) *page {
	t.Helper()
	p := open(t, openOptions{camera: cameraNone})
	p.before(journalTools)
	p.before(peek)
	if before != "" {
		p.before(before)
	}
	p.reload()
	return p
}

// holds waits until the journal has what it should have, in an expression about
// a state s.
func (p *page) holds(condition string) {
	p.t.Helper()
	p.wait("the journal has "+condition, fmt.Sprintf(`(s => %s)(await peek())`, condition))
}

// resume goes on where the person was, after a reload.
func (p *page) resume() {
	p.t.Helper()
	p.onScreen("start")
	p.press("resume")
}

// captured returns the hash of the newest picture that was taken for a part.
func (p *page) captured(part string) string {
	p.t.Helper()
	hash := ""
	for _, e := range p.events("captured") {
		if e.Part == part {
			hash = e.SHA256[0]
		}
	}
	return hash
}

// holdsOnly checks that the service has one picture of a part, and which.
func holdsOnly(t *testing.T, execution, part, hash string) {
	t.Helper()
	if all := arrived(t, execution).all(part); len(all) != 1 || all[0].SHA256 != hash {
		t.Errorf("%s: the service holds %+v, want one picture %s", part, all, hash)
	}
}

// forgotten waits until nothing of a journal is left.
func (p *page) forgotten() {
	p.t.Helper()
	p.wait("nothing is left of the journal", `(await rows()).length === 0 && sessionStorage.length === 0 && localStorage.length === 0`)
}

// TestJournalReload reloads the page after each step of the way, and once more before
// the end: the person is where they were, and what arrives is what was taken before.
func TestJournalReload(t *testing.T) {
	p := journalled(t, "")
	picture := file(t, "card.jpg", card().bytes())
	hashes := map[string]string{}
	p.start()
	p.at("instruction", "FRONT")
	execution := p.execution()
	for _, part := range []struct{ now, next string }{{"FRONT", "BACK"}, {"BACK", "FACE"}, {"FACE", "DOCUMENT"}} {
		p.at("instruction", part.now)
		p.choose(picture)
		p.at("review", part.now)
		hashes[part.now] = p.captured(part.now)
		p.holds(fmt.Sprintf(`s.place.screen === "review" && s.parts["%s 1"]?.draft.length === 1`, part.now))
		p.reload()
		p.resume()
		p.at("review", part.now)
		p.press("use")
		p.at("instruction", part.next)
		p.holds(fmt.Sprintf(`s.place.screen === "instruction" && s.place.key === "%s 1" && s.parts["%s 1"]?.kept.length === 1 && s.parts["%s 1"].sent`, part.next, part.now, part.now))
		p.reload()
		p.resume()
		p.at("instruction", part.next)
	}
	p.choose(picture, file(t, "page.jpg", fits().bytes()))
	p.at("document", "DOCUMENT")
	p.holds(`s.place.screen === "document" && s.parts["DOCUMENT 1"]?.draft.length === 2`)
	p.reload()
	p.resume()
	p.at("document", "DOCUMENT")
	p.wait("both pages are there", inElement+`.querySelectorAll(".pages li").length === 2`)
	p.press("upload")
	p.fill("firstName", "Ada")
	p.holds(`s.typed.firstName === "Ada" && s.parts["DOCUMENT 1"]?.sent`)
	p.reload()
	p.resume()
	p.at("data", "PREPARED_DATA")
	p.wait("the name is there", inElement+`.querySelector('[data-field=firstName] input').value === "Ada"`)
	p.details()
	p.onScreen("overview")
	p.holds(`s.place.screen === "overview" && Object.values(s.parts).every(p => p.sent)`)
	p.reload()
	p.resume()
	p.finish()
	p.forgotten()
	if !arrived(t, execution).Finalized {
		t.Error("the workflow that was begun isn't the one that is finalized")
	}
	for part, hash := range hashes {
		holdsOnly(t, execution, part, hash)
	}
	var asked int
	if p.eval(`executions.length`, &asked); asked != 0 {
		t.Errorf("%d more sessions were asked for", asked)
	}
}

// TestJournalUpload ends the page in the middle of an upload, in each way that
// there is: it is made again, with the same bytes.
func TestJournalUpload(t *testing.T) {
	for _, tt := range []struct {
		name   string
		faults []map[string]any
		end    func(*page)
	}{
		{"reload while it is sent", []map[string]any{{"latencyMs": 20_000}}, (*page).reload},
		{"crash while it is sent", []map[string]any{{"latencyMs": 20_000}}, (*page).crash},
		{"reload after it arrived, before the answer", []map[string]any{{"drop": "answer"}, {"latencyMs": 20_000}}, (*page).reload},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := journalled(t, `addEventListener("progress", () => { window.sending = true; })`)
			for _, fault := range []string{"ERR_", "401", "409"} {
				p.expect(fault)
			}
			p.start()
			p.at("instruction", "FRONT")
			for _, fault := range tt.faults {
				fault["path"], fault["method"] = p.execution(), "POST"
				control(t, "inject", fault)
			}
			p.choose(file(t, "card.jpg", card().bytes()))
			p.at("review", "FRONT")
			hash := p.captured("FRONT")
			p.press("use")
			p.at("instruction", "BACK")
			p.holds(`s.place.key === "BACK 1" && s.parts["FRONT 1"]?.kept.length === 1 && !s.parts["FRONT 1"]?.sent`)
			p.wait("it is being sent", `window.sending`)
			execution := p.execution()
			if len(tt.faults) > 1 {
				p.arrives(execution, "FRONT")
			}
			tt.end(p)
			p.resume()
			p.at("instruction", "BACK")
			p.holds(`s.parts["FRONT 1"]?.sent`)
			var fresh string
			if p.eval(`executions.at(-1) ?? ""`, &fresh); fresh != "" {
				execution = fresh
			}
			holdsOnly(t, execution, "FRONT", hash)
		})
	}
}

// arrives waits until the service has a picture of a part.
func (p *page) arrives(execution, part string) {
	p.t.Helper()
	p.wait("it has arrived", fmt.Sprintf(`(await (await fetch("/sandbox/executions/%s")).text()).includes(%q)`, execution, `"`+part+`"`))
}

// crash ends the page's process and opens the page again, as a person does.
func (p *page) crash() {
	p.t.Helper()
	crashed := make(chan struct{})
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	chromedp.ListenTarget(ctx, func(event any) {
		if _, ok := event.(*inspector.EventTargetCrashed); ok {
			close(crashed)
		}
	})
	go func() { // it has nobody left to answer it
		_ = chromedp.Run(ctx, inspector.Enable(), chromedp.ActionFunc(func(ctx context.Context) error { return cdppage.Crash().Do(ctx) }))
	}()
	select {
	case <-crashed:
	case <-ctx.Done():
		p.t.Fatal("the page did not crash")
	}
	p.do("open it again", chromedp.Navigate(site.url+"/"))
}

// TestJournalIsForgotten ends the flow in each way: nothing stays, and nothing is offered.
func TestJournalIsForgotten(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(p *page)
	}{
		{"cancelled", func(p *page) { p.eval(`document.querySelector("credential-capture").cancel()`, nil) }},
		{"reset", func(p *page) { p.eval(`document.querySelector("credential-capture").reset()`, nil) }},
		{"too late", func(p *page) { p.later(16); p.reload() }},
		{"another session", func(p *page) {
			p.before(`fetch("/session", {method: "POST", headers: {"Content-Type": "application/json"}, body: "{}"}).then(r => r.json()).then(s => { window.other = s; });
				customElements.whenDefined("credential-capture").then(() => {});
				addEventListener("DOMContentLoaded", () => { document.querySelector("credential-capture").session = {workflowExecution: {id: "other"}}; });`)
			p.reload()
		}},
		{"another session-url", func(p *page) {
			p.before(`addEventListener("DOMContentLoaded", () => document.querySelector("credential-capture").setAttribute("session-url", "/other"));`)
			p.reload()
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := journalled(t, "")
			p.startWith("SELFIE")
			p.at("instruction", "FACE")
			p.choose(file(t, "card.jpg", card().bytes()))
			p.at("review", "FACE")
			p.holds(`s.place.screen === "review"`)
			tt.end(p)
			p.onScreen("start")
			p.wait("there is a button to start", "!!"+button("start"))
			if p.hasAction("resume") {
				t.Error("it can be gone on with")
			}
			p.forgotten()
		})
	}
}

// TestJournalStartAgain takes the other choice: what was begun goes, another session begins.
func TestJournalStartAgain(t *testing.T) {
	p := journalled(t, "")
	p.start()
	p.at("instruction", "FRONT")
	first := p.execution()
	p.choose(file(t, "card.jpg", card().bytes()))
	p.at("review", "FRONT")
	p.holds(`s.place.screen === "review"`)
	p.reload()
	p.onScreen("start")
	p.press("start")
	p.at("instruction", "FRONT")
	p.holds(`s.place.screen === "instruction" && !s.parts["FRONT 1"]`)
	if n := p.records(); n != 2 || p.execution() == first {
		t.Errorf("%d records of %s, want 2 of another session than %s", n, p.execution(), first)
	}
}

// TestJournalOfTheFlowIsCiphertext looks for what the person gave and what the page
// was given in all that is stored.
func TestJournalOfTheFlowIsCiphertext(t *testing.T) {
	p := journalled(t, "")
	p.startWith("SELFIE", "DATA")
	p.byFile("FACE", file(t, "card.jpg", card().bytes()))
	p.fill("firstName", "Ada Augusta King")
	p.holds(`s.parts["FACE 1"]?.sent && s.typed.firstName === "Ada Augusta King"`)
	var found struct {
		Tokens []string
		Stored string
		Heads  []string
	}
	p.eval(`(async () => {
		const text = JSON.stringify((await peek()).session);
		const heads = (await rows()).filter(([, v]) => v.data).map(([, v]) => [...new Uint8Array(v.data.slice(0, 3))].map(b => b.toString(16)).join(""));
		return {tokens: [...text.matchAll(/"token":"([^"]+)"/g)].map(m => m[1]), stored: await stored() + JSON.stringify({...sessionStorage, ...localStorage}) + location + document.cookie, heads};
	})()`, &found)
	if len(found.Tokens) == 0 || len(found.Heads) < 2 {
		t.Fatalf("%d tokens and %d sealed records: the test looks in the wrong place", len(found.Tokens), len(found.Heads))
	}
	for _, secret := range append(found.Tokens, "Augusta", p.captured("FACE"), "JFIF") {
		if strings.Contains(found.Stored, secret) {
			t.Errorf("%.12s… lies there to be read", secret)
		}
	}
	for _, head := range found.Heads {
		if head == "ffd8ff" {
			t.Error("a JPEG lies there to be seen")
		}
	}
}

// TestFlowWithoutJournal goes all the way where nothing can be kept.
func TestFlowWithoutJournal(t *testing.T) {
	for _, tt := range []struct{ name, trouble string }{
		{"no IndexedDB", `delete window.indexedDB; delete Window.prototype.indexedDB; window.rows = async () => [];`},
		{"a full disk", `(() => { const real = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (v, k) { if (k[1] && k[1] !== "state") throw new DOMException("full", "QuotaExceededError"); return real.call(this, v, k); }; })();`},
		{"opening never ends", `IDBFactory.prototype.open = () => new EventTarget(); window.rows = async () => [];`},
		{"switched off", `addEventListener("readystatechange", () => document.querySelector("credential-capture")?.setAttribute("journal", "off"), true);`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := journalled(t, tt.trouble)
			p.startWith("SELFIE", "DATA")
			p.byFile("FACE", file(t, "card.jpg", card().bytes()))
			p.details()
			p.onScreen("overview")
			p.forgotten()
			p.finish()
			p.delivered(t, "FACE")
		})
	}
}

// TestJournalOfTwoFlows works on two sessions in two tabs, and reloads both.
func TestJournalOfTwoFlows(t *testing.T) {
	p := journalled(t, "")
	other := p.second("/", journalTools+";"+peek)
	picture := file(t, "card.jpg", card().bytes())
	p.start()
	p.byFile("FRONT", picture)
	p.at("instruction", "BACK")
	other.startWith("SELFIE")
	other.at("instruction", "FACE")
	other.choose(picture)
	other.at("review", "FACE")
	p.holds(`s.place.key === "BACK 1" && s.parts["FRONT 1"]?.sent`)
	other.holds(`s.place.screen === "review"`)
	other.reload()
	p.reload()
	p.resume()
	p.at("instruction", "BACK")
	other.resume()
	other.at("review", "FACE")
	other.press("use")
	other.finish()
	p.holds(`s.place.key === "BACK 1"`)
	if n := p.records(); n < 3 {
		t.Errorf("the other tab's end has taken this tab's journal with it: %d records", n)
	}
}
