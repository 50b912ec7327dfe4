package module

import (
	"testing"

	"github.com/chromedp/chromedp"

	"credential-capture/test/chrome"
	"credential-capture/test/e2e/drive"
)

// TestBenchPage compares the tools that are there with a photo that fits. The packages of the
// others needn't be installed.
func TestBenchPage(t *testing.T) {
	p := drive.Open(t, drive.Options{Path: "/bench.html", View: drive.Phone})
	p.Do("choose a photo", chrome.SetFiles(`document.querySelector("#file")`, drive.File(t, "card.jpg", drive.Card())))
	p.Do("compare", chromedp.Evaluate(`rounds.value = 1; document.querySelector("#run").click()`, nil))
	p.Wait("the outputs are compared", `document.querySelector("#status").textContent === "Done."`)
	rows := drive.Value[[]struct{ Tool, Picture, Lost string }](p, `[...document.querySelectorAll("tbody tr")].map(({cells}) => ({tool: cells[0].textContent, picture: cells[4].textContent, lost: cells[6].textContent}))`)
	lost := map[string]string{}
	for _, row := range rows {
		if row.Picture != "jpeg, 1600 × 1000" {
			t.Errorf("%s: the picture is %q", row.Tool, row.Picture)
		}
		lost[row.Tool] = row.Lost
	}
	if got := lost["credential-capture"]; got != "metadata" {
		t.Errorf("ours lost %q", got)
	}
	if got := lost["native, in a worker"]; len(got) < len("encoded again: 9.9 dB") {
		t.Errorf("the browser's own lost %q", got)
	}
}
