package drive

import (
	"strings"
)

// Link hands over from where the person is and returns the link, below the site.
func (p *Page) Link() string {
	p.T.Helper()
	p.Press("handover")
	return p.ShownLink()
}

// ShownLink returns the link on the screen, which also has its code.
func (p *Page) ShownLink() string {
	p.T.Helper()
	p.OnScreen("handover")
	link := Value[string](p, InElement+`.querySelector("#handover-link").value`)
	path, ours := strings.CutPrefix(link, Site.URL)
	if !ours || !strings.HasPrefix(path, "/#cc-handover=") {
		p.Fail("the link is %q", link)
	}
	if name := Value[string](p, InElement+`.querySelector("svg.qr").getAttribute("aria-label")`); name == "" {
		p.Fail("the code has no name")
	}
	return path
}
