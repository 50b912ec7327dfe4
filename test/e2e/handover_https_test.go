package e2e

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/security"
	"github.com/chromedp/chromedp"
)

// TestHandoverOverHTTPS is make run HTTPS=1: the desktop knows the server as localhost,
// the phone by the machine's address, and each sends to the origin that it knows. The
// phone's page has the camera, as it is secure.
func TestHandoverOverHTTPS(t *testing.T) {
	here, there := startHTTPS(t)
	d := open(t, openOptions{camera: cameraNone})
	d.secure(here + "/")
	d.startWith("SELFIE", "DOCUMENT")
	d.byFile("FACE", file(t, "me.jpg", fits().bytes()))
	d.at("instruction", "DOCUMENT")
	d.press("handover")
	d.onScreen("handover")
	var link string
	if d.eval(inElement+`.querySelector("#handover-link").value`, &link); !strings.HasPrefix(link, there+"/#cc-handover=") {
		t.Fatalf("the link is %q, want it at %s", link, there)
	}
	m := open(t, openOptions{camera: cameraGranted, view: phone})
	m.secure(link)
	m.press("take")
	m.at("instruction", "DOCUMENT")
	m.press("camera")
	m.live()
	m.choose(file(t, "bill.jpg", card().bytes()))
	m.at("document", "DOCUMENT")
	m.press("upload")
	m.onScreen("overview")
	m.sent("DOCUMENT")
	m.press("give-back")
	d.finish()
}

// secure opens a page of a server whose certificate nobody has vouched for, as a person
// does who goes on in spite of the warning.
func (p *page) secure(url string) {
	p.t.Helper()
	p.origin = "https://" + strings.SplitN(strings.TrimPrefix(url, "https://"), "/", 2)[0]
	p.expect(site.url) // where it was before
	p.do("open it", security.SetIgnoreCertificateErrors(true), chromedp.Navigate(url))
}

// startHTTPS runs a server of its own and returns its origins, for this machine and for
// others.
func startHTTPS(t *testing.T) (here, there string) {
	t.Helper()
	cmd := exec.Command("../../build/serve", "-https", "-addr", ":0", "-cert", t.TempDir(), "-web", "../../build/web")
	lines := started(t, cmd)
	origin := regexp.MustCompile(`https://\S+`)
	for i := 0; lines.Scan() && there == ""; i++ {
		found := origin.FindString(lines.Text())
		switch {
		case i == 0:
			here = found
		case found != "":
			there = found
		case strings.Contains(lines.Text(), "self-made"):
			t.Skip("this machine is in no network")
		}
	}
	return here, there
}
