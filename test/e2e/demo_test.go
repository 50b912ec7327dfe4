package e2e

import "testing"

// TestSessionChooser begins anew with what the integrator's side asks for, and
// keeps to it when the session has to be renewed.
func TestSessionChooser(t *testing.T) {
	for _, view := range []viewport{phone, desktop} {
		t.Run(view.String(), func(t *testing.T) {
			p := open(t, openOptions{camera: cameraNone, view: view})
			p.expect("401")
			picture := file(t, "card.jpg", card().bytes())
			p.onScreen("start")
			p.eval(`(() => {
				document.querySelector(".integrator").open = true;
				const form = document.querySelector("#order");
				form.elements.id.value = "PASSPORT";
				form.elements.DOCUMENT.checked = form.elements.DATA.checked = false;
				form.requestSubmit();
			})()`, nil)
			p.at("instruction", "FRONT")
			if n := p.count(".meter li"); n != 2 {
				t.Errorf("%d steps, want a passport's page and a face", n)
			}
			control(t, "expire", map[string]any{"execution": p.execution()})
			p.byFile("FRONT", picture)
			p.byFile("FACE", picture)
			p.finish()
			p.delivered(t, "FRONT", "FACE")
			p.eval(`(() => { const l = document.querySelector("#theme"); l.value = "dark"; l.dispatchEvent(new Event("change")); })()`, nil)
			p.wait("the element is dark", `document.querySelector("credential-capture").theme === "dark"`)
			p.eval(`document.querySelector(".site").scrollIntoView()`, nil)
			p.picture("demo-" + view.String())
			var over float64
			if p.eval(`document.scrollingElement.scrollWidth - innerWidth`, &over); over > 0 {
				t.Errorf("the page scrolls sideways by %.0f px", over)
			}
			p.eval(`document.querySelector(".integrator").scrollIntoView()`, nil)
			p.picture("demo-integrator-" + view.String())
		})
	}
}
