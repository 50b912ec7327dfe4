package handover

import (
	"fmt"
	"strings"
	"testing"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/testpic"
)

// opens opens a handover's link on a phone.
func opens(t *testing.T, link string) *drive.Page {
	t.Helper()
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone, Path: link})
	p.Expect("409")
	p.Expect("410")
	arrived(p)
	return p
}

// follows opens another link in the same page.
func follows(p *drive.Page, link string) {
	p.T.Helper()
	_, secret, _ := strings.Cut(link, "#")
	p.Eval(fmt.Sprintf(`void (location.hash = %q)`, secret), nil)
	arrived(p)
}

// takes goes on at the phone; the desktop follows.
func takes(d, m *drive.Page, part string) {
	d.T.Helper()
	m.Press("take")
	m.At("instruction", part)
	d.OnScreen("handover-follow")
}

// arrived waits for the screen that a link opens, and checks that the address has no secret.
func arrived(p *drive.Page) {
	p.T.Helper()
	p.OnScreen("handover-arrive")
	if at := drive.Value[string](p, `location.href + history.length`); strings.Contains(at, "cc-handover") {
		p.T.Errorf("the link's secret stays in the address: %s", at)
	}
}

// photo is a file with a small picture, which is soon decoded.
func photo(t *testing.T) string {
	t.Helper()
	return drive.File(t, "photo.jpg", testpic.JPEG(testpic.Scene(640, 480), testpic.JPEGOptions{EXIF: true}))
}

// desk begins on a desktop, and sends the front.
func desk(t *testing.T) *drive.Page {
	t.Helper()
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, Lends: true, Before: drive.JournalTools})
	p.Expect("410")
	p.Start()
	p.ByFile("FRONT", photo(t))
	p.At("instruction", "BACK")
	return p
}

// TestHandover goes all the way: begun at a desktop, gone on with and finished on a phone.
func TestHandover(t *testing.T) {
	d := desk(t)
	execution := d.Execution()
	front := d.Captured("FRONT")
	m := opens(t, d.Link())
	takes(d, m, "BACK") // what the desktop has sent counts
	m.ByFile("BACK", photo(t))
	m.Sent("BACK")
	d.Sent("BACK") // seen there as it happens
	m.ByFile("FACE", photo(t))
	m.Bill(t)
	m.Details()
	m.Finish()
	d.OnScreen("done")
	d.Fired("handover", 3) // waiting, taken, finished
	m.Fired("handover", 2) // taken, finished
	for name, p := range map[string]*drive.Page{"desktop": d, "phone": m} {
		if ends := p.Events("finalized"); len(ends) != 1 || ends[0].Execution != execution {
			t.Errorf("the %s's host is told %+v, want %s once", name, ends, execution)
		}
	}
	a := drive.Arrived(t, execution)
	if !a.Finalized {
		t.Error("the workflow isn't finalized")
	}
	drive.HoldsOnly(t, execution, "FRONT", front)
	drive.HoldsOnly(t, execution, "BACK", m.Captured("BACK"))
	drive.HoldsOnly(t, execution, "FACE", m.Captured("FACE"))
	drive.Is(m, "sessions that the phone has opened", `executions.length`, 0)
	d.Forgotten()
	unkept(m)
}

// TestHandover_beforeFirstStep hands over before the first step, and returns at once. The desktop has no
// WebAssembly: its first screen says so, and offers nothing else than the phone.
func TestHandover_beforeFirstStep(t *testing.T) {
	d := drive.Open(t, drive.Options{Camera: drive.NoWasm, Lends: true})
	d.OnScreen("start")
	d.ProblemIs("wasm_unavailable")
	d.Offers("start", false)
	m := opens(t, d.Link())
	takes(d, m, "FRONT")
	m.Press("back") // at the first step that is the way out, back to the computer
	m.OnScreen("handover-end")
	d.OnScreen("problem")
	d.ProblemIs("wasm_unavailable")
	d.Offers("restart", true)
	unkept(m)
}

// unkept waits until the journal is deleted, on a page without the journal's tools.
func unkept(p *drive.Page) {
	p.T.Helper()
	p.Wait("the journal is gone", `sessionStorage.length === 0`)
}

// TestHandover_unusableLink lets a link expire: both devices show it, and the desktop makes another, continues, or has no
// server for one. A second device that opens a link gets an error and can start again.
func TestHandover_unusableLink(t *testing.T) {
	d := desk(t)
	m := opens(t, d.Link())
	drive.Control(t, "handover", map[string]any{"minutes": 5})
	d.OnScreen("handover-expired")
	d.ProblemIs("handover_expired")
	m.Press("take")
	m.ProblemIs("handover_expired")
	d.Press("new-link")
	link := d.ShownLink()
	follows(m, link)
	second := opens(t, link)
	takes(d, m, "BACK")
	second.Press("take")
	second.ProblemIs("handover_used", "already been used")
	second.Press("restart")
	second.OnScreen("start")
	m.Press("give-back")
	d.At("instruction", "BACK")
	d.Set("handover-page", "/?from=desk")
	d.Press("handover")
	d.OnScreen("handover")
	drive.Is(d, "the link's page", drive.InElement+`.querySelector("#handover-link").value.split("#")[0]`, drive.Site.URL+"/?from=desk")
	drive.Control(t, "handover", map[string]any{"minutes": 5})
	d.OnScreen("handover-expired")
	d.Press("here")
	d.At("instruction", "BACK")
	d.Expect("405")
	d.Set("handover-url", "/nowhere")
	d.Press("handover")
	d.Problem()
	d.Press("again")
	d.ByFile("BACK", photo(t))
	d.Sent("BACK")
}

// TestHandover_cancelled takes the session back at the desktop: before the link is opened, during
// an upload of the phone, and with the phone gone.
func TestHandover_cancelled(t *testing.T) {
	d := desk(t)
	link := d.Link()
	d.Press("here")
	d.At("instruction", "BACK")
	m := opens(t, link)
	m.Press("take")
	m.ProblemIs("handover_expired")

	follows(m, d.Link())
	takes(d, m, "BACK")
	drive.Control(t, "inject", map[string]any{"path": d.Execution(), "method": "POST", "latencyMs": 2000})
	m.ByFile("BACK", photo(t))
	m.At("instruction", "FACE")
	d.Press("here")
	m.OnScreen("handover-end")
	d.At("instruction", "FACE") // what the phone was sending has arrived
	drive.HoldsOnly(t, d.Execution(), "BACK", m.Captured("BACK"))

	follows(m, d.Link())
	takes(d, m, "FACE")
	m.ByFile("FACE", photo(t))
	m.Sent("FACE")
	d.Sent("FACE")
	face := m.Captured("FACE")
	m.Do("close the tab", cdppage.Close())
	d.ProblemIs("handover_away", "no connection to your phone")
	d.Press("here")
	d.At("instruction", "DOCUMENT")
	drive.HoldsOnly(t, d.Execution(), "FACE", face)
	d.Bill(t)
	d.Sent("DOCUMENT") // with the token that the phone was given last
}

// TestHandover_reload reloads each device while the phone has the session.
func TestHandover_reload(t *testing.T) {
	d := desk(t)
	link := d.Link()
	d.Holds(`s.handover?.role === "owner" && !s.handover.taken`)
	d.Reload()
	d.Resume()
	if again := d.ShownLink(); again != link {
		t.Errorf("after a reload the link is %q, was %q", again, link)
	}
	m := opens(t, link)
	m.Before(drive.JournalTools)
	takes(d, m, "BACK")
	d.Holds(`s.handover?.taken`)
	d.Reload()
	d.Resume()
	d.OnScreen("handover-follow")
	m.ByFile("BACK", photo(t))
	m.Sent("BACK")
	m.At("instruction", "FACE")
	// It is written a moment after the screen has changed.
	m.Eval(drive.JournalTools+";0", nil)
	m.Wait("the journal has it", `sessionStorage.length === 1`)
	m.Holds(`s.handover?.role === "guest" && s.place.key === "FACE 1" && s.parts["BACK 1"]?.sent`)
	m.Reload()
	m.Holds(`s.handover?.role === "guest" && s.place.key === "FACE 1" && s.parts["BACK 1"]?.sent`)
	m.Resume()
	m.At("instruction", "FACE")
	d.Sent("BACK")
	m.ByFile("FACE", photo(t))
	m.Sent("FACE")
	d.Sent("FACE")
	m.Press("give-back")
	m.OnScreen("handover-end")
	d.At("instruction", "DOCUMENT")
	// A phone that was taken back from while it was away finds that out when it comes again.
	follows(m, d.Link())
	m.Press("take")
	m.At("instruction", "DOCUMENT")
	m.Wait("the journal has it", `sessionStorage.length === 1`)
	m.Do("leave the page", chromedp.Navigate(drive.Site.URL+"/blank.html"))
	m.Expect("404")
	d.Problem()
	d.Press("here")
	d.At("instruction", "DOCUMENT")
	m.Do("come again", chromedp.Navigate(drive.Site.URL+"/"))
	m.Resume()
	m.OnScreen("handover-end")
}

// TestHandover_offered checks where a phone is offered: on devices without a camera of their own,
// by the attribute, and where the camera fails.
func TestHandover_offered(all *testing.T) {
	pages := map[string]*drive.Page{} // by host
	const android = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"
	for _, tt := range []struct {
		host, agent, handover, url string
		want                       bool
	}{
		{drive.InsecureHost, "", "auto", "/handover", true},
		{drive.InsecureHost, "", "off", "/handover", false},
		{drive.InsecureHost, android, "auto", "/handover", false},
		// No phone would find what its own link leads to.
		{"127.0.0.1", "", "auto", "/handover", false},
		{"localhost", "", "auto", "/handover", false},
		{"bank.localhost", "", "auto", "/handover", false},
		{"127.0.0.1", "", "always", "/handover", true},
		{"127.0.0.1", "", "always", "", false},
		{"127.0.0.1", android, "always", "/handover", true},
	} {
		all.Run(fmt.Sprintf("%s %.22s %s %s", tt.host, tt.agent, tt.handover, tt.url), func(t *testing.T) {
			p := pages[tt.host]
			if p == nil {
				p = drive.Open(all, drive.Options{Camera: drive.CameraNone, Path: "/blank.html", Origin: strings.Replace(drive.Site.URL, "127.0.0.1", tt.host, 1)})
				p.Expect("http://" + drive.InsecureHost)
				pages[tt.host] = p
			}
			if p.Eval(`delete navigator.userAgent`, nil); tt.agent != "" {
				p.Agent(tt.agent)
			}
			p.Eval(fmt.Sprintf(`(async () => {
				await import("/define.js");
				const element = document.createElement("credential-capture");
				element.setAttribute("journal", "off");
				element.setAttribute("handover", %q);
				element.setAttribute("handover-url", %q);
				document.body.replaceChildren(element);
			})()`, tt.handover, tt.url), nil)
			p.OnScreen("start")
			p.Offers("handover", tt.want)
			if tt.host != "127.0.0.1" {
				return // the client sends pictures to no other name over http
			}
			p.Start()
			p.PressAt("instruction", "FRONT", "camera")
			p.Problem()
			p.Offers("handover", tt.want)
		})
	}
}

// TestHandover_renewalOnPhone renews the session on the phone: the desktop's pictures are sent
// again when it returns.
func TestHandover_renewalOnPhone(t *testing.T) {
	d := desk(t)
	front := d.Captured("FRONT")
	m := opens(t, d.Link())
	m.Expect("401")
	takes(d, m, "BACK")
	drive.Control(t, "expire", map[string]any{"execution": d.Execution()})
	m.ByFile("BACK", photo(t))
	m.At("instruction", "FACE")
	m.Sent("BACK")
	fresh := m.Execution()
	m.Press("give-back")
	d.At("instruction", "FACE")
	d.Sent("FRONT")
	drive.HoldsOnly(t, fresh, "FRONT", front)
	drive.HoldsOnly(t, fresh, "BACK", m.Captured("BACK"))
	d.ByFile("FACE", photo(t))
	d.Bill(t)
	d.Details()
	if !finish(d) {
		t.Error("nothing says that another workflow is finalized than the desktop began")
	}
}

// finish finalizes on the desktop, and returns whether its page and its event say that the workflow has changed.
func finish(d *drive.Page) bool {
	d.T.Helper()
	d.Eval(`addEventListener("finalized", event => { window.changedWorkflow = event.changed; })`, nil)
	d.Finish()
	var event, page bool
	d.Eval(`changedWorkflow`, &event)
	d.Eval(`Boolean(`+drive.InElement+`.querySelector("[data-code=changed]"))`, &page)
	if event != page {
		d.T.Errorf("changed: the event has %v, the page %v", event, page)
	}
	return event
}

// TestHandover_keyboard hands over and back with keys alone, and checks the announcements.
func TestHandover_keyboard(t *testing.T) {
	d := drive.Open(t, drive.Options{Camera: drive.CameraNone, Lends: true})
	d.StartWith("SELFIE")
	d.Eval(drive.ListenLive, nil)
	d.TabTo("handover")
	d.Key(kb.Enter)
	d.OnScreen("handover")
	if _, focus := d.Heard(); focus != "H2 Continue on your phone" {
		t.Errorf("the focus is on %q", focus)
	}
	d.Key(kb.Escape)
	d.At("instruction", "FACE")
	m := opens(t, d.Link())
	m.TabTo("take")
	m.Key(kb.Enter)
	m.At("instruction", "FACE")
	d.OnScreen("handover-follow")
	said, focus := d.Heard()
	if focus != "H2 Continue on your phone" {
		t.Errorf("the focus is on %q", focus)
	}
	d.SaidOnce(t, said, "Your phone is connected")
	d.TabTo("here")
	d.Key(kb.Enter)
	m.OnScreen("handover-end")
	d.At("instruction", "FACE")
}
