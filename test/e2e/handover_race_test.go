package e2e

import (
	"testing"

	cdppage "github.com/chromedp/cdproto/page"
)

// TestHandoverRace: the phone sends the workflow off in the very moment in which the desktop wants
// the session back. Whoever is first, it is finalized once, and both devices come to an end that is true.
func TestHandoverRace(t *testing.T) {
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
			d := open(t, openOptions{camera: cameraNone, lends: true})
			d.expect("410")
			d.expect("409") // it is finalized already, when the desktop asks for it as well
			d.startWith("SELFIE")
			d.at("instruction", "FACE")
			execution := d.executionOfSession()
			m := opens(t, d.link())
			m.press("take")
			m.byFile("FACE", file(t, "me.jpg", fits().bytes()))
			m.sent("FACE")
			d.sent("FACE")
			m.onScreen("overview")
			tt.fault["path"], tt.fault["method"] = "workflow-executions/"+execution, "PUT"
			control(t, "inject", tt.fault)
			m.press("finalize")
			d.press("here")
			if tt.gone {
				m.do("close the tab", cdppage.Close())
			}
			d.wait("the desktop has it back, or it is over",
				inElement+`.querySelector('[data-screen="overview"], [data-screen="done"]')`)
			if d.screenName() == "overview" {
				d.press("finalize")
			}
			d.onScreen("done")
			if ends := d.events("finalized"); len(ends) != 1 || ends[0].Execution != execution {
				t.Errorf("the desktop's host is told %+v, want %s once", ends, execution)
			}
			if !tt.gone {
				m.wait("the phone is at an end", inElement+`.querySelector('[data-screen="handover-end"], [data-screen="done"]')`)
			}
			if a := arrived(t, execution); !a.Finalized || len(a.all("FACE")) != 1 {
				t.Errorf("what arrived: %+v", a)
			}
		})
	}
}

// screenName is that of the screen that is shown.
func (p *page) screenName() (name string) {
	p.t.Helper()
	p.eval(`document.querySelector("credential-capture").dataset.screen ?? ""`, &name)
	return name
}

// executionOfSession is the execution of the session that the page was given as a property.
func (p *page) executionOfSession() (id string) {
	p.t.Helper()
	p.eval(`document.querySelector("credential-capture").session.workflowExecution.id`, &id)
	return id
}
