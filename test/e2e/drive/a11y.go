package drive

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"credential-capture/test/must"
)

// ListenLive records what a screen reader announces: the text of each new alert, and each change of a
// live region.
const ListenLive = `(() => {
	window.heard = [];
	const hear = node => {
		const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
		const region = element?.closest?.("[role=alert], [role=status], [aria-live]");
		const regions = region ? [region] : [...(element?.querySelectorAll?.("[role=alert]") ?? [])];
		for (const r of regions) {
			const text = r.innerText.trim();
			if (text && !r.closest("[hidden]")) heard.push(text);
		}
	};
	new MutationObserver(changes => {
		const added = new Set(changes.flatMap(c => [...c.addedNodes]));
		for (const node of added) hear(node);
	}).observe(` + InElement + `, {childList: true, subtree: true});
})()`

// Heard returns the announcements since the last call, and what has the focus.
func (p *Page) Heard() (said []string, focus string) {
	p.T.Helper()
	p.Settle()
	p.Eval(`heard.splice(0)`, &said)
	p.Eval(`(() => { const e = `+InElement+`.activeElement; return e ? e.tagName + " " + (e.name || e.innerText || "") : ""; })()`, &focus)
	return said, focus
}

// SaidOnce checks that words are announced exactly once.
func (p *Page) SaidOnce(t *testing.T, said []string, words string) {
	t.Helper()
	if n := strings.Count(strings.Join(said, "\n"), words); n != 1 {
		t.Errorf("%q is said %d times, want once: %q", words, n, said)
	}
}

const axeFile = "test/e2e/a11y/axe/node_modules/axe-core/axe.min.js"

// AxeSource returns axe-core, fetching the locked version when it isn't there yet.
// Without npm it is "", except in CI, which has npm and fails without it.
func AxeSource(t *testing.T) string {
	t.Helper()
	if _, err := os.Stat(axeFile); err != nil {
		npm, err := exec.LookPath("npm")
		switch {
		case err == nil:
			install := exec.Command(npm, "ci", "--silent", "--no-audit", "--no-fund")
			install.Dir = "test/e2e/a11y/axe"
			if out, err := install.CombinedOutput(); err != nil {
				t.Fatalf("npm ci of axe-core: %v\n%s", err, out)
			}
		case os.Getenv("CI") != "":
			t.Fatal("CI needs npm: axe-core judges every screen")
		default:
			t.Log("npm is not installed: axe-core does not judge the screens")
			return ""
		}
	}
	return must.Read(t, axeFile)
}

// axeRules are WCAG 2.2 A and AA, and axe-core's best practices.
const axeRules = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`

// violation is one rule that one or more elements break.
type violation struct {
	ID, Help string
	Nodes    []string
}

func (v violation) String() string {
	return fmt.Sprintf("%s: %s\n\t%s", v.ID, v.Help, strings.Join(v.Nodes, "\n\t"))
}

// Axe returns axe-core's violations on the page, of these rules or all; incomplete results aren't
// violations.
func (p *Page) Axe(source string, rules ...string) []violation {
	p.T.Helper()
	if loaded := Value[bool](p, `!!window.axe`); !loaded {
		p.Do("load axe-core", chromedp.Evaluate(source, nil))
	}
	only := `{type: "tag", values: ` + axeRules + `}`
	if len(rules) > 0 {
		only = fmt.Sprintf(`{type: "rule", values: ["%s"]}`, strings.Join(rules, `", "`))
	}
	found := Value[[]violation](p, `axe.run(document, {runOnly: `+only+`, resultTypes: ["violations"]}).then(({violations}) =>
		violations.map(v => ({ID: v.id, Help: v.help, Nodes: v.nodes.map(n => n.target.flat().join(" ") + " " + n.html.slice(0, 160) + " " + n.any.concat(n.all, n.none).map(c => c.message).join("; "))})))`)
	return found
}

// Settle waits for the end of the animations that run once.
func (p *Page) Settle() {
	p.T.Helper()
	p.Eval(`(async () => {
		await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
		const moving = document.getAnimations().concat(`+InElement+`.getAnimations()).filter(a => a.effect.getTiming().iterations === 1);
		await Promise.all(moving.map(a => a.finished.catch(() => {})));
	})()`, nil)
}
