package handover

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
)

// TestHandover_finalizeRace finalizes on the phone while the desktop takes the session back: it
// is finalized once, and both devices show so.
func TestHandover_finalizeRace(t *testing.T) {
	// The desktop waits 10 s for the phone, here only as long as the variable says.
	d := drive.Open(t, drive.Options{Camera: drive.CameraNone, Lends: true, Before: `
		window.returnTimeout = 10_000;
		{
			const later = setTimeout;
			window.setTimeout = (f, ms, ...args) => later(f, ms === 10_000 ? returnTimeout : ms, ...args);
		}`})
	d.Expect("410")
	d.Expect("409") // it is finalized already, when the desktop asks for it as well
	var m *drive.Page
	for _, tt := range []struct {
		name    string
		timeout int  // of the desktop, ms
		gone    bool // the phone leaves the page before it has the answer
	}{
		{"the answer comes soon", 10_000, false},
		{"the answer comes when the phone is no longer waited for", 0, false},
		{"the phone is gone before the answer", 3000, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			restart(d)
			d.Eval(fmt.Sprintf(`window.returnTimeout = %d`, tt.timeout), nil)
			d.StartWith("SELFIE")
			execution := executionOfSession(d)
			if link := d.Link(); m == nil {
				m = opens(d.T, link)
			} else {
				follows(m, link)
			}
			m.Press("take")
			m.ByFile("FACE", photo(t))
			m.Sent("FACE")
			d.Sent("FACE")
			m.OnScreen("overview")
			drive.Control(t, "inject", map[string]any{"path": "workflow-executions/" + execution, "method": "PUT", "latencyMs": 1500})
			m.Press("finalize")
			d.Press("here")
			if tt.gone {
				m.Do("leave the page", chromedp.Navigate("about:blank"))
			}
			d.Wait("the desktop has it back, or it is over",
				drive.InElement+`.querySelector('[data-screen="overview"], [data-screen="done"]')`)
			if screenName(d) == "overview" {
				d.Press("finalize")
			}
			d.OnScreen("done")
			if ends := d.Events("finalized"); len(ends) != 1 || ends[0].Execution != execution {
				t.Errorf("the desktop's host is told %+v, want %s once", ends, execution)
			}
			if !tt.gone {
				m.Wait("the phone is at an end", drive.InElement+`.querySelector('[data-screen="handover-end"], [data-screen="done"]')`)
			}
			if a := drive.Arrived(t, execution); !a.Finalized || len(a.All("FACE")) != 1 {
				t.Errorf("what arrived: %+v", a)
			}
		})
	}
}

// restart begins again at the first screen, with nothing recorded.
func restart(p *drive.Page) {
	p.T.Helper()
	p.OnScreen("start", "done")
	p.Eval(`document.querySelector("credential-capture").reset(); recorded.length = 0`, nil)
}

// screenName is that of the screen that is shown.
func screenName(p *drive.Page) string {
	p.T.Helper()
	return drive.Value[string](p, `document.querySelector("credential-capture").dataset.screen ?? ""`)
}

// executionOfSession is the execution of the session that the page was given as a property.
func executionOfSession(p *drive.Page) string {
	p.T.Helper()
	return drive.Value[string](p, `document.querySelector("credential-capture").session.workflowExecution.id`)
}
