package store

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/inspector"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
)

// journalled opens the demo page with the tools that look into the journal.
func journalled(t *testing.T, before string) *drive.Page {
	t.Helper()
	return drive.Open(t, drive.Options{Camera: drive.CameraNone, Before: drive.JournalTools + ";" + before})
}

// TestJournal_reload reloads on each kind of screen: the screen is the same, and the pictures that
// arrive are those taken before.
func TestJournal_reload(t *testing.T) {
	p := journalled(t, "")
	picture := drive.File(t, "card.jpg", drive.Card())
	hashes := map[string]string{}
	p.Start()
	p.At("instruction", "FRONT")
	execution := p.Execution()
	for _, part := range []struct{ now, next, reloadAt string }{{"FRONT", "BACK", "review"}, {"BACK", "FACE", "instruction"}, {"FACE", "DOCUMENT", ""}} {
		p.At("instruction", part.now)
		p.Choose(picture)
		p.At("review", part.now)
		hashes[part.now] = p.Captured(part.now)
		p.Holds(fmt.Sprintf(`s.place.screen === "review" && s.parts["%s 1"]?.draft.length === 1`, part.now))
		if part.reloadAt == "review" {
			p.Reload()
			p.Wait("the photos are said to be here", drive.InElement+`.querySelector(".lead")?.textContent.includes("still here")`)
			p.Resume()
			p.At("review", part.now)
		}
		p.Press("use")
		p.At("instruction", part.next)
		p.Holds(fmt.Sprintf(`s.place.screen === "instruction" && s.place.key === "%s 1" && s.parts["%s 1"]?.kept.length === 1 && s.parts["%s 1"].sent`, part.next, part.now, part.now))
		if part.reloadAt == "instruction" {
			p.Reload()
			p.Resume()
			p.At("instruction", part.next)
		}
	}
	p.Choose(picture, drive.File(t, "page.jpg", drive.Selfie()))
	p.At("document", "DOCUMENT")
	p.Holds(`s.place.screen === "document" && s.parts["DOCUMENT 1"]?.draft.length === 2`)
	p.Reload()
	p.Resume()
	p.At("document", "DOCUMENT")
	p.Wait("both pages are there", drive.InElement+`.querySelectorAll(".pages li").length === 2`)
	p.Press("upload")
	p.Fill("firstName", "Ada")
	p.Holds(`s.typed.firstName === "Ada" && s.parts["DOCUMENT 1"]?.sent`)
	p.Reload()
	p.Resume()
	p.At("data", "PREPARED_DATA")
	p.Wait("the name is there", drive.InElement+`.querySelector('[data-field=firstName] input').value === "Ada"`)
	p.Details()
	p.OnScreen("overview")
	p.Holds(`s.place.screen === "overview" && Object.values(s.parts).every(p => p.sent)`)
	p.Reload()
	p.Resume()
	p.Finish()
	p.Forgotten()
	if !drive.Arrived(t, execution).Finalized {
		t.Error("the workflow that was begun isn't the one that is finalized")
	}
	for part, hash := range hashes {
		drive.HoldsOnly(t, execution, part, hash)
	}
	drive.Is(p, "sessions after the first", `executions.length`, 0)
}

// TestJournal_upload ends the page during an upload, by a crash and by a reload after a lost answer: the same bytes are
// sent again.
func TestJournal_upload(t *testing.T) {
	for _, tt := range []struct {
		name   string
		faults []map[string]any
		end    func(*drive.Page)
	}{
		{"crash while it is sent", []map[string]any{{"latencyMs": 20_000}}, crash},
		{"reload after it arrived, before the answer", []map[string]any{{"drop": "answer"}, {"latencyMs": 20_000}}, (*drive.Page).Reload},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := journalled(t, `addEventListener("progress", () => { window.sending = true; })`)
			for _, fault := range []string{"ERR_", "401", "409"} {
				p.Expect(fault)
			}
			p.Start()
			p.At("instruction", "FRONT")
			for _, fault := range tt.faults {
				fault["path"], fault["method"] = p.Execution(), "POST"
				drive.Control(t, "inject", fault)
			}
			p.Choose(drive.File(t, "card.jpg", drive.Card()))
			p.At("review", "FRONT")
			hash := p.Captured("FRONT")
			p.Press("use")
			p.At("instruction", "BACK")
			p.Holds(`s.place.key === "BACK 1" && s.parts["FRONT 1"]?.kept.length === 1 && !s.parts["FRONT 1"]?.sent`)
			p.Wait("it is being sent", `window.sending`)
			execution := p.Execution()
			if len(tt.faults) > 1 {
				arrives(p, execution, "FRONT")
			}
			tt.end(p)
			p.Resume()
			p.At("instruction", "BACK")
			p.Holds(`s.parts["FRONT 1"]?.sent`)
			if fresh := drive.Value[string](p, `executions.at(-1) ?? ""`); fresh != "" {
				execution = fresh
			}
			drive.HoldsOnly(t, execution, "FRONT", hash)
		})
	}
}

// arrives waits until the service has a picture of a part.
func arrives(p *drive.Page, execution, part string) {
	p.T.Helper()
	p.Wait("it has arrived", fmt.Sprintf(`(await (await fetch("/sandbox/executions/%s")).text()).includes(%q)`, execution, `"`+part+`"`))
}

// crash ends the page's process and opens the page again, as a person does.
func crash(p *drive.Page) {
	p.T.Helper()
	crashed := make(chan struct{})
	ctx, cancel := context.WithTimeout(p.Ctx, drive.Patience)
	defer cancel()
	chromedp.ListenTarget(ctx, func(event any) {
		if _, ok := event.(*inspector.EventTargetCrashed); ok {
			close(crashed)
		}
	})
	go func() { // the page can't answer
		_ = chromedp.Run(ctx, inspector.Enable(), chromedp.ActionFunc(func(ctx context.Context) error { return cdppage.Crash().Do(ctx) }))
	}()
	select {
	case <-crashed:
	case <-ctx.Done():
		p.T.Fatal("the page did not crash")
	}
	p.Do("open it again", chromedp.Navigate(drive.Site.URL+"/"))
}

// TestJournal_deleted ends the flow in each way: nothing is stored, and nothing is offered. Starting again instead of
// resuming begins another session.
func TestJournal_deleted(t *testing.T) {
	p := journalled(t, later+`; addEventListener("DOMContentLoaded", () => {
		const element = document.querySelector("credential-capture");
		if (location.hash === "#session") element.session = {workflowExecution: {id: "other"}};
		if (location.hash === "#url") element.setAttribute("session-url", "/other");
	})`)
	element := func(call string) func() {
		return func() { p.Eval(`document.querySelector("credential-capture").`+call, nil) }
	}
	open := func(path string) func() { return func() { p.Do("open "+path, chromedp.Navigate(drive.Site.URL+path)) } }
	for i, tt := range []struct {
		name string
		end  func()
	}{
		{"cancelled", element("cancel()")},
		{"reset", element("reset()")},
		{"too late", open("/?later=16")},
		{"another session", open("/?session#session")},
		{"another session-url", open("/?url#url")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if i > 2 {
				open("/")()
			}
			p.StartWith("SELFIE")
			p.Choose(drive.File(t, "card.jpg", drive.Card()))
			p.At("review", "FACE")
			p.Holds(`s.place.screen === "review"`)
			tt.end()
			p.OnScreen("start")
			p.Wait("there is a button to start", "!!"+drive.Button("start"))
			p.Offers("resume", false)
			p.Forgotten()
		})
	}
	open("/")()
	p.Start()
	p.At("instruction", "FRONT")
	first := p.Execution()
	p.Choose(drive.File(t, "card.jpg", drive.Card()))
	p.At("review", "FRONT")
	p.Holds(`s.place.screen === "review"`)
	p.Reload()
	p.Start()
	p.At("instruction", "FRONT")
	p.Holds(`s.place.screen === "instruction" && !s.parts["FRONT 1"]`)
	drive.Is(p, "records", records, 2)
	if p.Execution() == first {
		t.Errorf("the session is still %s", first)
	}
}

// TestJournal_unavailable completes a flow where nothing can be stored.
func TestJournal_unavailable(t *testing.T) {
	for _, tt := range []struct{ name, trouble string }{
		{"a full disk", `(() => { const real = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (v, k) { if (k[1] && k[1] !== "state") throw new DOMException("full", "QuotaExceededError"); return real.call(this, v, k); }; })();`},
		{"opening never ends", `IDBFactory.prototype.open = () => new EventTarget(); window.rows = async () => [];`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := journalled(t, tt.trouble)
			p.StartWith("SELFIE")
			p.ByFile("FACE", drive.File(t, "card.jpg", drive.Card()))
			p.OnScreen("overview")
			p.Forgotten()
			p.Finish()
			p.Delivered(t, "FACE")
		})
	}
}

// TestJournal_twoFlows reloads two flows in two tabs.
func TestJournal_twoFlows(t *testing.T) {
	p := journalled(t, "")
	other := p.Second("/", drive.JournalTools)
	picture := drive.File(t, "card.jpg", drive.Card())
	p.Start()
	p.ByFile("FRONT", picture)
	p.At("instruction", "BACK")
	other.StartWith("SELFIE")
	other.Choose(picture)
	other.At("review", "FACE")
	p.Holds(`s.place.key === "BACK 1" && s.parts["FRONT 1"]?.sent`)
	other.Holds(`s.place.screen === "review"`)
	other.Reload()
	p.Reload()
	p.Resume()
	p.At("instruction", "BACK")
	other.Resume()
	other.PressAt("review", "FACE", "use")
	other.Finish()
	p.Holds(`s.place.key === "BACK 1"`)
	if n := drive.Value[int](p, records); n < 3 {
		t.Errorf("the other tab's end has taken this tab's journal with it: %d records", n)
	}
}

// TestJournal_off switches the journal off before a flow, and during one.
func TestJournal_off(t *testing.T) {
	p := journalled(t, "")
	p.Set("journal", "off")
	picture := drive.File(t, "card.jpg", drive.Card())
	p.StartWith("SELFIE")
	p.Choose(picture)
	p.At("review", "FACE")
	p.Forgotten()
	p.Press("back")
	p.PressAt("instruction", "FACE", "back")
	p.OnScreen("start")
	p.Set("journal", "on")
	p.StartWith("ID")
	p.Holds(`true`)
	p.Set("journal", "off")
	p.Forgotten()
	p.ByFile("FRONT", picture)
	p.ByFile("BACK", picture)
	p.OnScreen("overview")
	p.Forgotten()
	p.Finish()
	p.Delivered(t, "FRONT", "BACK")
}
