package handover

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/security"
	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
	"credential-capture/test/process"
)

// TestHandover_https is make run HTTPS=1: the desktop's origin is localhost, the phone's the
// machine's address, and each sends to its own.
func TestHandover_https(t *testing.T) {
	here, there := startHTTPS(t)
	d := drive.Open(t, drive.Options{Camera: drive.CameraNone})
	secure(d, here+"/")
	d.StartWith("SELFIE", "DOCUMENT")
	d.ByFile("FACE", drive.File(t, "me.jpg", drive.Card()))
	d.PressAt("instruction", "DOCUMENT", "handover")
	d.OnScreen("handover")
	var link string
	if d.Eval(drive.InElement+`.querySelector("#handover-link").value`, &link); !strings.HasPrefix(link, there+"/#cc-handover=") {
		t.Fatalf("the link is %q, want it at %s", link, there)
	}
	m := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone, Before: drive.FakeCameras + `; fakes.push({deviceId: "b", label: "", facing: "environment"})`})
	secure(m, link)
	m.Press("take")
	m.PressAt("instruction", "DOCUMENT", "camera")
	m.Live()
	m.Choose(drive.File(t, "bill.jpg", drive.Card()))
	m.PressAt("document", "DOCUMENT", "upload")
	m.OnScreen("overview")
	m.Sent("DOCUMENT")
	m.Press("give-back")
	d.Finish()
}

// secure opens a page of a server with a self-signed certificate.
func secure(p *drive.Page, url string) {
	p.T.Helper()
	p.Origin = "https://" + strings.SplitN(strings.TrimPrefix(url, "https://"), "/", 2)[0]
	p.Expect(drive.Site.URL) // where it was before
	p.Do("open it", security.SetIgnoreCertificateErrors(true), chromedp.Navigate(url))
}

// startHTTPS runs a server of its own and returns its origins, for this machine and for
// others.
func startHTTPS(t *testing.T) (here, there string) {
	t.Helper()
	server := must.Get(process.Start(exec.Command("build/serve", "-https", "-addr", ":0", "-cert", t.TempDir(), "-web", "build/web")))(t)
	t.Cleanup(server.Stop)
	printed := must.Get(server.Ready(t.Context(), regexp.MustCompile(`(?s)https://.*self-signed`)))(t)
	origins := regexp.MustCompile(`https://\S+`).FindAllString(printed, 2)
	if len(origins) < 2 {
		t.Skip("this machine is in no network")
	}
	return origins[0], origins[1]
}
