package e2e

import (
	"fmt"
	"strings"
	"testing"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// link hands over from where the person is and returns the link, below the site.
func (p *page) link() string {
	p.t.Helper()
	p.press("handover")
	return p.shownLink()
}

// shownLink returns the link on the screen, which also has its code.
func (p *page) shownLink() string {
	p.t.Helper()
	p.onScreen("handover")
	var link string
	p.eval(inElement+`.querySelector("#handover-link").value`, &link)
	path, ours := strings.CutPrefix(link, site.url)
	if !ours || !strings.HasPrefix(path, "/#cc-handover=") {
		p.fail("the link is %q", link)
	}
	var name string
	if p.eval(inElement+`.querySelector("svg.qr").getAttribute("aria-label")`, &name); name == "" {
		p.fail("the code has no name")
	}
	return path
}

// opens opens a link on a phone.
func opens(t *testing.T, link string) *page {
	t.Helper()
	p := open(t, openOptions{camera: cameraGranted, view: phone, path: link})
	p.expect("409")
	p.expect("410")
	p.onScreen("handover-arrive")
	var at string
	if p.eval(`location.href + history.length`, &at); strings.Contains(at, "cc-handover") {
		t.Errorf("the link's secret stays in the address: %s", at)
	}
	return p
}

// desk is a desktop that has begun: its front has been sent.
func desk(t *testing.T) *page {
	t.Helper()
	p := open(t, openOptions{camera: cameraNone, lends: true})
	p.expect("410")
	p.before(journalTools + ";" + peek)
	p.reload()
	p.start()
	p.byFile("FRONT", file(t, "card.jpg", card().bytes()))
	p.at("instruction", "BACK")
	return p
}

// TestHandover goes all the way: begun at a desktop, gone on with and finished on a phone.
func TestHandover(t *testing.T) {
	d := desk(t)
	execution := d.execution()
	front := d.captured("FRONT")
	m := opens(t, d.link())
	m.press("take")
	m.at("instruction", "BACK") // what the desktop has sent counts
	d.onScreen("handover-follow")
	m.byCamera("BACK")
	m.sent("BACK")
	d.sent("BACK") // seen there as it happens
	m.byFile("FACE", file(t, "me.jpg", fits().bytes()))
	m.bill(t)
	m.details()
	m.finish()
	d.onScreen("done")
	for name, p := range map[string]*page{"desktop": d, "phone": m} {
		if ends := p.events("finalized"); len(ends) != 1 || ends[0].Execution != execution {
			t.Errorf("the %s's host is told %+v, want %s once", name, ends, execution)
		}
	}
	a := arrived(t, execution)
	if !a.Finalized {
		t.Error("the workflow isn't finalized")
	}
	holdsOnly(t, execution, "FRONT", front)
	holdsOnly(t, execution, "BACK", m.captured("BACK"))
	holdsOnly(t, execution, "FACE", m.captured("FACE"))
	var asked int
	if m.eval(`executions.length`, &asked); asked != 0 {
		t.Errorf("the phone has asked for %d sessions of its own", asked)
	}
	d.forgotten()
	m.unkept()
}

// bill gives a paper document of one page.
func (p *page) bill(t *testing.T) {
	t.Helper()
	p.at("instruction", "DOCUMENT")
	p.choose(file(t, "bill.jpg", card().bytes()))
	p.at("document", "DOCUMENT")
	p.press("upload")
}

// TestHandoverFromTheStart hands over before anything was begun, and comes back at once.
func TestHandoverFromTheStart(t *testing.T) {
	d := open(t, openOptions{camera: cameraNone, lends: true})
	d.onScreen("start")
	m := opens(t, d.link())
	m.press("take")
	m.at("instruction", "FRONT")
	d.onScreen("handover-follow")
	m.press("back") // at the first step that is the way out, back to the computer
	m.onScreen("handover-end")
	d.at("instruction", "FRONT")
	m.unkept()
}

// unkept is forgotten, on a page without the tools that look into the journal.
func (p *page) unkept() {
	p.t.Helper()
	p.wait("the journal is gone", `sessionStorage.length === 0`)
}

// TestHandoverLinkIsUsedTwice: the second is refused in words, and can begin anew.
func TestHandoverLinkIsUsedTwice(t *testing.T) {
	d := desk(t)
	link := d.link()
	first, second := opens(t, link), opens(t, link)
	first.press("take")
	first.at("instruction", "BACK")
	second.press("take")
	if code, words := second.problem(); code != "handover_used" || !strings.Contains(words, "already been used") {
		t.Errorf("the second is told %s %q", code, words)
	}
	second.press("restart")
	second.onScreen("start")
	first.byFile("BACK", file(t, "card.jpg", card().bytes()))
	first.sent("BACK")
	d.sent("BACK")
}

// TestHandoverLinkExpires: both are told, and the desktop has a new one or goes on.
func TestHandoverLinkExpires(t *testing.T) {
	d := desk(t)
	m := opens(t, d.link())
	control(t, "handover", map[string]any{"minutes": 5})
	d.onScreen("handover-expired")
	if code, _ := d.problem(); code != "handover_expired" {
		t.Errorf("the desktop is told %s", code)
	}
	m.press("take")
	if code, _ := m.problem(); code != "handover_expired" {
		t.Errorf("the phone is told %s", code)
	}
	d.press("new-link")
	m = opens(t, d.shownLink())
	m.press("take")
	m.at("instruction", "BACK")
	d.onScreen("handover-follow")
	m.press("give-back")
	d.at("instruction", "BACK")
	d.link()
	control(t, "handover", map[string]any{"minutes": 5})
	d.onScreen("handover-expired")
	d.press("here")
	d.at("instruction", "BACK")
	d.byFile("BACK", file(t, "card.jpg", card().bytes()))
	d.sent("BACK")
}

// TestHandoverIsCancelled goes back at the desktop: before anybody came, when the phone
// is in the middle of an upload, and when the phone is gone.
func TestHandoverIsCancelled(t *testing.T) {
	t.Run("before anybody came", func(t *testing.T) {
		d := desk(t)
		link := d.link()
		d.press("here")
		d.at("instruction", "BACK")
		m := opens(t, link)
		m.press("take")
		if code, _ := m.problem(); code != "handover_expired" {
			t.Errorf("the phone is told %s", code)
		}
		d.byFile("BACK", file(t, "card.jpg", card().bytes()))
		d.sent("BACK")
	})
	t.Run("while the phone sends", func(t *testing.T) {
		d := desk(t)
		m := opens(t, d.link())
		m.press("take")
		m.at("instruction", "BACK")
		d.onScreen("handover-follow")
		control(t, "inject", map[string]any{"path": d.execution(), "method": "POST", "latencyMs": 2000})
		m.byFile("BACK", file(t, "card.jpg", fits().bytes()))
		m.at("instruction", "FACE")
		d.press("here")
		m.onScreen("handover-end")
		d.at("instruction", "FACE") // what the phone was sending has arrived
		holdsOnly(t, d.execution(), "BACK", m.captured("BACK"))
		d.byFile("FACE", file(t, "me.jpg", fits().bytes()))
		d.sent("FACE")
		d.at("instruction", "DOCUMENT")
	})
	t.Run("the phone is gone", func(t *testing.T) {
		d := desk(t)
		m := opens(t, d.link())
		m.press("take")
		m.at("instruction", "BACK")
		d.onScreen("handover-follow")
		m.byFile("BACK", file(t, "card.jpg", fits().bytes()))
		m.sent("BACK")
		d.sent("BACK")
		back := m.captured("BACK")
		m.do("close the tab", cdppage.Close())
		if code, words := d.problem(); code != "handover_away" || !strings.Contains(words, "no connection to your phone") {
			t.Errorf("the desktop is told %s %q", code, words)
		}
		d.press("here")
		d.at("instruction", "FACE")
		holdsOnly(t, d.execution(), "BACK", back)
		d.byFile("FACE", file(t, "me.jpg", fits().bytes()))
		d.sent("FACE") // with the token that the phone was given last
		d.at("instruction", "DOCUMENT")
	})
}

// TestHandoverReload reloads each side while the phone has the session.
func TestHandoverReload(t *testing.T) {
	d := desk(t)
	link := d.link()
	d.holds(`s.handover?.role === "owner" && !s.handover.taken`)
	d.reload()
	d.resume()
	if again := d.shownLink(); again != link {
		t.Errorf("after a reload the link is %q, was %q", again, link)
	}
	m := opens(t, link)
	m.before(journalTools + ";" + peek)
	m.press("take")
	m.at("instruction", "BACK")
	d.onScreen("handover-follow")
	d.holds(`s.handover?.taken`)
	d.reload()
	d.resume()
	d.onScreen("handover-follow")
	m.byFile("BACK", file(t, "card.jpg", fits().bytes()))
	m.sent("BACK")
	m.at("instruction", "FACE")
	// It is written a moment after the screen has changed.
	m.eval(journalTools+";"+peek+";0", nil)
	m.wait("the journal has it", `sessionStorage.length === 1`)
	m.holds(`s.handover?.role === "guest" && s.place.key === "FACE 1" && s.parts["BACK 1"]?.sent`)
	m.reload()
	m.holds(`s.handover?.role === "guest" && s.place.key === "FACE 1" && s.parts["BACK 1"]?.sent`)
	m.resume()
	m.at("instruction", "FACE")
	d.sent("BACK")
	m.byFile("FACE", file(t, "me.jpg", fits().bytes()))
	m.sent("FACE")
	d.sent("FACE")
	m.press("give-back")
	m.onScreen("handover-end")
	d.at("instruction", "DOCUMENT")
	// A phone that was taken back from while it was away finds that out when it comes again.
	m2 := opens(t, d.link())
	m2.press("take")
	m2.at("instruction", "DOCUMENT")
	m2.wait("the journal has it", `sessionStorage.length === 1`)
	m2.do("leave the page", chromedp.Navigate(site.url+"/blank.html"))
	m2.expect("404")
	d.problem()
	d.press("here")
	d.at("instruction", "DOCUMENT")
	m2.do("come again", chromedp.Navigate(site.url+"/"))
	m2.resume()
	m2.onScreen("handover-end")
}

// TestHandoverWhereStreamsAreHeldBack has a proxy on the way that keeps what isn't whole.
func TestHandoverWhereStreamsAreHeldBack(t *testing.T) {
	d := open(t, openOptions{camera: cameraNone, lends: true})
	d.before(`(() => { const real = fetch; window.fetch = (url, init) => init?.headers?.Accept === "text/event-stream"
		? new Promise((_, failed) => init.signal.addEventListener("abort", () => failed(init.signal.reason))) : real(url, init); })()`)
	d.reload()
	d.startWith("SELFIE")
	d.at("instruction", "FACE")
	m := opens(t, d.link())
	m.press("take")
	d.onScreen("handover-follow")
	m.byFile("FACE", file(t, "me.jpg", fits().bytes()))
	m.finish()
	d.onScreen("done")
}

// TestHandoverIsOffered: on devices that have no camera of their own, unless the host
// wants it otherwise, and where the camera fails.
func TestHandoverIsOffered(t *testing.T) {
	const android = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"
	for _, tt := range []struct {
		host, agent, handover, url string
		want                       bool
	}{
		{insecureHost, "", "auto", "/handover", true},
		{insecureHost, "", "off", "/handover", false},
		{insecureHost, android, "auto", "/handover", false},
		// No phone would find what its own link leads to.
		{"127.0.0.1", "", "auto", "/handover", false},
		{"localhost", "", "auto", "/handover", false},
		{"bank.localhost", "", "auto", "/handover", false},
		{"127.0.0.1", "", "always", "/handover", true},
		{"127.0.0.1", "", "always", "", false},
		{"127.0.0.1", android, "always", "/handover", true},
	} {
		t.Run(fmt.Sprintf("%s %.22s %s %s", tt.host, tt.agent, tt.handover, tt.url), func(t *testing.T) {
			p := open(t, openOptions{camera: cameraNone, path: "/blank.html", origin: strings.Replace(site.url, "127.0.0.1", tt.host, 1)})
			p.expect("404")
			p.expect("http://" + insecureHost)
			if tt.agent != "" {
				p.agent(tt.agent)
			}
			p.eval(fmt.Sprintf(`(async () => {
				await import("/define.js");
				const element = document.createElement("credential-capture");
				element.setAttribute("handover", %q);
				element.setAttribute("handover-url", %q);
				document.body.replaceChildren(element);
			})()`, tt.handover, tt.url), nil)
			p.onScreen("start")
			if got := p.hasAction("handover"); got != tt.want {
				t.Errorf("at the start: %v, want %v", got, tt.want)
			}
			if tt.host != "127.0.0.1" {
				return // the client sends pictures to no other name over http
			}
			p.start()
			p.at("instruction", "FRONT")
			p.press("camera")
			p.problem()
			if got := p.hasAction("handover"); got != tt.want {
				t.Errorf("without a camera: %v, want %v", got, tt.want)
			}
		})
	}
}

// TestHandoverWithoutServer: nothing is lost where there is nobody to hand over to.
func TestHandoverWithoutServer(t *testing.T) {
	d := desk(t)
	d.expect("405")
	d.eval(`document.querySelector("credential-capture").setAttribute("handover-url", "/nowhere")`, nil)
	d.press("handover")
	d.problem()
	d.press("again")
	d.at("instruction", "BACK")
	d.byFile("BACK", file(t, "card.jpg", card().bytes()))
	d.sent("BACK")
}

// TestHandoverAfterARenewal: the session ends while the phone has it. The phone has
// another, and the desktop's pictures go up again when it comes back.
func TestHandoverAfterARenewal(t *testing.T) {
	d := desk(t)
	front := d.captured("FRONT")
	m := opens(t, d.link())
	m.expect("401")
	m.press("take")
	m.at("instruction", "BACK")
	d.onScreen("handover-follow")
	control(t, "expire", map[string]any{"execution": d.execution()})
	m.byFile("BACK", file(t, "card.jpg", fits().bytes()))
	m.at("instruction", "FACE")
	m.sent("BACK")
	fresh := m.execution()
	m.press("give-back")
	d.at("instruction", "FACE")
	d.sent("FRONT")
	holdsOnly(t, fresh, "FRONT", front)
	holdsOnly(t, fresh, "BACK", m.captured("BACK"))
}
