package flow

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/testpic"
)

// TestFiles_rejected chooses unusable files one after the other, each with its message, and then
// a good one.
func TestFiles_rejected(t *testing.T) {
	good := drive.File(t, "card.jpg", drive.Card())
	half := drive.Card()[:len(drive.Card())/2]
	broken := testpic.PNG(testpic.Scene(640, 400), testpic.PNGOptions{})
	broken[len(broken)/2] ^= 0x55
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.StartWith("SELFIE")
	for _, tt := range []struct {
		name    string
		content []byte
		code    string
		words   string
	}{
		{"empty.jpg", nil, "empty", "This file is empty."},
		{"words.jpg", []byte("no picture at all"), "unsupported_format", "Choose a JPEG or PNG photo"},
		{"head.jpg", half[:100], "truncated", "This file is not complete."},
		{"half.jpg", half, "truncated", "The lower part of this photo is missing."},
		{"half, closed.jpg", append(slices.Clone(half), 0xff, 0xd9), "truncated", "The lower part of this photo is missing."},
		{"broken.png", broken, "corrupt", "This file is damaged."},
		{"small.jpg", testpic.JPEG(testpic.Scene(300, 200), testpic.JPEGOptions{}), "too_small", "too small to be read"},
	} {
		p.Choose(drive.File(t, tt.name, tt.content))
		becomes(p, tt.code)
		if _, words := p.Problem(); !strings.Contains(words, tt.words) {
			t.Errorf("%s: it says %q, want %q", tt.name, words, tt.words)
		}
		p.Offers("retry", false)
	}
	p.Choose(good)
	p.PressAt("review", "FACE", "use")
	p.Finish()
	p.Delivered(t, "FACE")
}

// becomes waits for a problem in place of another.
func becomes(p *drive.Page, code string) {
	p.T.Helper()
	p.Wait("the problem is "+code, fmt.Sprintf(`%s.querySelector("[data-code]")?.dataset.code === %q`, drive.InElement, code))
}

// TestFiles_tooLarge chooses photos over the limits, 8100 px wide and of 16 MB: they are scaled down or encoded again.
func TestFiles_tooLarge(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone})
	p.StartWith("ID")
	p.ByFile("FRONT", drive.File(t, "wide.jpg", testpic.JPEG(testpic.Scene(8100, 600), testpic.JPEGOptions{})))
	p.ByFile("BACK", drive.File(t, "heavy.jpg", drive.Heavy()))
	p.Finish()
	a := p.Delivered(t, "FRONT", "BACK")
	for i, tt := range []struct{ part, action string }{{"FRONT", "downscaled"}, {"BACK", "reencoded"}} {
		if part, _ := a.Part(tt.part); part.Bytes > 15_000_000 || part.Width > 8000 || part.Height > 8000 {
			t.Errorf("what arrived is over the limits: %+v", part)
		}
		if e := p.Events("captured"); len(e) != 2 || e[i].Action != tt.action {
			t.Errorf("got %+v, want %s %s", e, tt.part, tt.action)
		}
	}
}

// TestUpload_lostAnswer cuts the connection after a part is stored: the 409 of the repeated
// request becomes a replacement with the same bytes, unseen by the person.
func TestUpload_lostAnswer(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone})
	for _, fault := range []string{"ERR_", "409"} {
		p.Expect(fault)
	}
	picture := drive.File(t, "card.jpg", drive.Card())
	p.Start()
	p.ByFile("FRONT", picture)
	p.At("instruction", "BACK")
	first := p.Execution()
	drive.Control(t, "inject", map[string]any{"path": first, "method": "POST", "drop": "answer"})
	p.ByFile("BACK", picture)
	p.At("instruction", "FACE")
	p.Sent("FRONT")
	p.Sent("BACK")
	if p.Execution() != first {
		t.Error("a fresh session was asked for")
	}
	a := drive.Arrived(t, first)
	for _, part := range []string{"FRONT", "BACK"} {
		if n := len(a.All(part)); n != 1 {
			t.Errorf("%d pictures of %s arrived, want 1", n, part)
		}
	}
}

// TestRenewal expires the tokens during the flow: the picture is kept when the first renewal fails, a fresh session
// gets everything again, and nothing is captured twice.
func TestRenewal(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone})
	p.Expect("401")
	picture := drive.File(t, "card.jpg", drive.Card())
	p.Start()
	p.ByFile("FRONT", picture)
	p.At("instruction", "BACK")
	first := p.Execution()
	p.Sent("FRONT")
	drive.Control(t, "expire", map[string]any{"execution": first})
	p.Eval(`(() => { const real = window.fetch; window.fetch = async () => { window.fetch = real; return new Response("", {status: 502}); }; })()`, nil)
	p.ByFile("BACK", picture)
	p.At("instruction", "FACE")
	p.ProblemIs("server", "Your photo is still here.")
	p.Press("retry")
	p.Sent("BACK")
	p.ByFile("FACE", picture)
	p.Document(picture)
	p.Details()
	p.Finish()
	p.Delivered(t, "FRONT", "BACK", "FACE", "DOCUMENT")
	if p.Execution() == first {
		t.Error("the session was not renewed")
	}
	p.Fired("captured", 4)
}

// TestRenewal_afterForm expires the tokens after the form was sent, twice, and once more after a reload: the newest
// values go to the fresh session without another form.
func TestRenewal_afterForm(t *testing.T) {
	// The form comes first, and a picture finds that the session has expired.
	const host = `(() => {
		const e = document.querySelector("credential-capture");
		e.setAttribute("steps", "PREPARED_DATA,FACE,DOCUMENT");
		e.session = async () => (await fetch("/session", {method: "POST", headers: {"Content-Type": "application/json"},
			body: JSON.stringify({credentials: [{category: "SELFIE"}, {category: "DOCUMENT"}, {category: "DATA"}]})})).json();
	})()`
	const watch = `(() => { window.shown = []; addEventListener("step", e => shown.push(e.screen)); })()`
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, Before: drive.JournalTools})
	p.Expect("401")
	picture := drive.File(t, "card.jpg", drive.Card())
	renewed := func(before string) string {
		t.Helper()
		p.Sent("PREPARED_DATA")
		now := p.Execution()
		if now == before {
			t.Error("the session was not renewed")
		}
		if shown := drive.Value[[]string](p, "shown"); slices.Contains(shown, "data") {
			t.Errorf("the form was asked again: %v", shown)
		}
		var names []string
		for _, c := range drive.Arrived(t, now).Credentials {
			if c.Data != nil {
				names = append(names, fmt.Sprint(c.Data["firstName"]))
			}
		}
		if fmt.Sprint(names) != "[Augusta]" {
			t.Errorf("the service holds the data of %v", names)
		}
		return now
	}
	p.Eval(host, nil)
	p.Start()
	p.Details()
	p.PressAt("instruction", "FACE", "back")
	p.Fill("firstName", "Augusta")
	p.Press("submit-data")
	p.At("instruction", "FACE")
	first := p.Execution()
	drive.Control(t, "expire", map[string]any{"execution": first})
	p.Eval(watch, nil)
	p.ByFile("FACE", picture)
	face := p.Captured("FACE")
	p.At("instruction", "DOCUMENT")
	p.Sent("FACE")
	second := renewed(first)
	p.Holds(`s.parts["PREPARED_DATA 1"]?.data?.firstName === "Augusta" && s.place.key === "DOCUMENT 1" && s.parts["FACE 1"]?.sent`)
	p.Reload()
	p.OnScreen("start")
	p.Eval(host, nil)
	p.Press("resume")
	drive.Control(t, "expire", map[string]any{"execution": second})
	p.Eval(watch, nil)
	p.Document(picture)
	p.OnScreen("overview")
	p.Sent("DOCUMENT")
	p.Sent("FACE")
	drive.HoldsOnly(t, renewed(second), "FACE", face)
	p.Finish()
	p.Delivered(t, "DOCUMENT")
}

// TestRenewal_noSession expires the tokens where the integrator has no other session: the person
// is told and can start again.
func TestRenewal_noSession(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.Expect("401")
	p.Expect("405") // of /nowhere
	picture := drive.File(t, "card.jpg", drive.Card())
	p.StartWith("SELFIE")
	p.Set("session-url", "/nowhere")
	drive.Control(t, "expire", map[string]any{"execution": p.Execution()})
	p.ByFile("FACE", picture)
	p.ProblemIs("expired", "Your session has ended.")
	p.Press("restart")
	p.Eval(`void (document.querySelector("credential-capture").session = async () => { throw new Error("the host's own"); })`, nil)
	p.Press("start")
	p.ProblemIs("session_failed", "The service has a problem.")
	p.Eval(`void (document.querySelector("credential-capture").session = async () => (await fetch("/session", {
		method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({credentials: [{category: "SELFIE"}]})})).json())`, nil)
	p.Press("retry")
	p.ByFile("FACE", picture)
	p.Finish()
	p.Delivered(t, "FACE")
}

// TestStart_noSession presses start while /session fails, for the request that is made ahead too.
func TestStart_noSession(t *testing.T) {
	var well atomic.Bool
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone, Origin: drive.Proxy(t, func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/session" || well.Load() {
			return true
		}
		w.WriteHeader(http.StatusBadGateway)
		return false
	})})
	p.Expect("502")
	p.Start()
	p.ProblemIs("server")
	well.Store(true)
	p.Press("retry")
	p.At("instruction", "FRONT")
}
