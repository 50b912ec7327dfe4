package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const axeFile = "axe/node_modules/axe-core/axe.min.js"

// axeSource returns axe-core, fetching the locked version when it isn't there yet.
// Without npm the test is skipped; CI has npm, and fails without it.
func axeSource(t *testing.T) string {
	t.Helper()
	if _, err := os.Stat(axeFile); err != nil {
		npm, err := exec.LookPath("npm")
		switch {
		case err == nil:
			install := exec.Command(npm, "ci", "--silent", "--no-audit", "--no-fund")
			install.Dir = "axe"
			if out, err := install.CombinedOutput(); err != nil {
				t.Fatalf("npm ci in e2e/axe: %v\n%s", err, out)
			}
		case os.Getenv("CI") != "":
			t.Fatal("CI needs npm: axe-core judges every screen")
		default:
			t.Skip("npm is not installed: axe-core does not judge the screens")
		}
	}
	source, err := os.ReadFile(axeFile)
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

// axeRules are WCAG 2.2 A and AA, and what is good practice beside them.
const axeRules = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`

// violation is one rule that one or more elements break.
type violation struct {
	ID, Help string
	Nodes    []string
}

func (v violation) String() string {
	return fmt.Sprintf("%s: %s\n\t%s", v.ID, v.Help, strings.Join(v.Nodes, "\n\t"))
}

// axe judges the page as it is shown. What axe leaves undecided isn't a violation.
func (p *page) axe(source string) []violation {
	p.t.Helper()
	var loaded bool
	if p.eval(`!!window.axe`, &loaded); !loaded {
		p.do("load axe-core", chromedp.Evaluate(source, nil))
	}
	var found []violation
	p.eval(`axe.run(document, {runOnly: {type: "tag", values: `+axeRules+`}, resultTypes: ["violations"]}).then(({violations}) =>
		violations.map(v => ({ID: v.id, Help: v.help, Nodes: v.nodes.map(n => n.target.flat().join(" ") + " " + n.html.slice(0, 160) + " " + n.any.concat(n.all, n.none).map(c => c.message).join("; "))})))`, &found)
	return found
}
