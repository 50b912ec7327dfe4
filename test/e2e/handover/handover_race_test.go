package handover

import (
	"testing"

	cdppage "github.com/chromedp/cdproto/page"

	"credential-capture/test/e2e/drive"
)

// TestHandover_finalizeRace finalizes on the phone while the desktop takes the session back: it
// is finalized once, and both devices show so.
func TestHandover_finalizeRace(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fault map[string]any // of the request that finalizes
		gone  bool           // the phone's page is closed before it has the answer
	}{
		{"the answer comes soon", map[string]any{"latencyMs": 1500}, false},
		{"the answer comes when the phone is no longer waited for", map[string]any{"latencyMs": 11_500}, false},
		{"the phone is gone before the answer", map[string]any{"latencyMs": 1500}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := drive.Open(t, drive.Options{Camera: drive.CameraNone, Lends: true})
			d.Expect("410")
			d.Expect("409") // it is finalized already, when the desktop asks for it as well
			d.StartWith("SELFIE")
			execution := executionOfSession(d)
			m := opens(t, d.Link())
			m.Press("take")
			m.ByFile("FACE", drive.File(t, "me.jpg", drive.Fits()))
			m.Sent("FACE")
			d.Sent("FACE")
			m.OnScreen("overview")
			tt.fault["path"], tt.fault["method"] = "workflow-executions/"+execution, "PUT"
			drive.Control(t, "inject", tt.fault)
			m.Press("finalize")
			d.Press("here")
			if tt.gone {
				m.Do("close the tab", cdppage.Close())
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

// screenName is that of the screen that is shown.
func screenName(p *drive.Page) (name string) {
	p.T.Helper()
	p.Eval(`document.querySelector("credential-capture").dataset.screen ?? ""`, &name)
	return name
}

// executionOfSession is the execution of the session that the page was given as a property.
func executionOfSession(p *drive.Page) (id string) {
	p.T.Helper()
	p.Eval(`document.querySelector("credential-capture").session.workflowExecution.id`, &id)
	return id
}
