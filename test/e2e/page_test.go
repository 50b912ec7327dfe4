package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a page may take to get anywhere; only failures wait for it.
const patience = 45 * time.Second

// page is one open page and what went wrong in it unseen.
type page struct {
	t   *testing.T
	ctx context.Context

	origin string // of the page

	mu       sync.Mutex
	faults   []string // console errors, exceptions, CSP violations, foreign requests
	expected []string // parts of faults that the test brings about itself
}

type openOptions struct {
	camera camera
	view   viewport
	path   string // default "/"
	origin string // default the site's own
	dark   bool
	noCSP  bool // for what a test itself brings into the page
	lends  bool // a phone is offered, though none could open a link of this address
}

// open opens the page and fails the test at its end for every fault that it
// didn't expect.
func open(t *testing.T, o openOptions) *page {
	t.Helper()
	if o.origin == "" {
		o.origin = site.url
	}
	p := &page{t: t, ctx: newTab(t, o.camera), origin: o.origin}
	p.listen()
	if o.view == (viewport{}) {
		o.view = desktop
	}
	scheme := "light"
	if o.dark {
		scheme = "dark"
	}
	t.Cleanup(p.report)
	p.do("open the page",
		chromedp.ActionFunc(func(ctx context.Context) error {
			script := watchCSP + record
			if o.lends {
				script += ";" + lends
			}
			_, err := cdppage.AddScriptToEvaluateOnNewDocument(script).Do(ctx)
			return err
		}),
		cdppage.SetBypassCSP(o.noCSP),
		chromedp.EmulateViewport(o.view.width, o.view.height),
		emulateScheme(scheme),
		chromedp.Navigate(o.origin+"/"+strings.TrimPrefix(o.path, "/")),
	)
	return p
}

// lends is what a host does who wants a phone to be offered in any case, before the element has looked.
const lends = `new MutationObserver((_, seen) => {
	const element = document.querySelector("credential-capture");
	if (!element) return;
	element.setAttribute("handover", "always");
	seen.disconnect();
}).observe(document, {childList: true, subtree: true})`

// watchCSP turns a violation into a console error, which listen records.
const watchCSP = `addEventListener("securitypolicyviolation", e => console.error("CSP: " + e.violatedDirective + " " + e.blockedURI));`

func (p *page) listen() {
	chromedp.ListenTarget(p.ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.APITypeError || e.Type == runtime.APITypeAssert {
				p.fault("console: " + argsText(e.Args))
			}
		case *runtime.EventExceptionThrown:
			p.fault("exception: " + e.ExceptionDetails.Error())
		case *log.EventEntryAdded:
			if e.Entry.Level == log.LevelError {
				p.fault("log: " + e.Entry.Text + " " + e.Entry.URL)
			}
		case *network.EventRequestWillBeSent:
			url := e.Request.URL
			if strings.HasPrefix(url, "http") && !strings.HasPrefix(url, p.origin+"/") {
				p.fault("request to another origin: " + url)
			}
		}
	})
}

func argsText(args []*runtime.RemoteObject) string {
	var b strings.Builder
	for _, a := range args {
		if len(a.Value) > 0 {
			b.Write(a.Value)
		} else {
			b.WriteString(a.Description)
		}
		b.WriteByte(' ')
	}
	return b.String()
}

func (p *page) fault(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, text)
}

// expect allows faults that contain text, such as the browser's own log line for
// an answer of 500 that the test asked the server for.
func (p *page) expect(text string) { p.expected = append(p.expected, text) }

func (p *page) report() {
	p.mu.Lock()
	defer p.mu.Unlock()
next:
	for _, f := range p.faults {
		for _, e := range p.expected {
			if strings.Contains(f, e) {
				continue next
			}
		}
		p.t.Errorf("the page had a fault: %s", f)
	}
}

// do runs browser actions and fails the test with a picture of the page.
func (p *page) do(what string, actions ...chromedp.Action) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		p.fail("%s: %v", what, err)
	}
}

// eval evaluates JavaScript, awaiting a promise, and decodes its value into out.
func (p *page) eval(js string, out any) {
	p.t.Helper()
	var raw json.RawMessage
	p.do("evaluate", chromedp.Evaluate(js, &raw, awaited))
	if out == nil {
		return
	}
	if err := json.Unmarshal(raw, out); err != nil {
		p.fail("decode %s: %v", raw, err)
	}
}

// wait waits until a JavaScript expression is true.
func (p *page) wait(what, condition string) {
	p.t.Helper()
	// Not chromedp.Poll: it makes a function of a text, which the page's CSP forbids.
	p.do("wait until "+what, chromedp.Evaluate(
		fmt.Sprintf(`(async () => { while (!(%s)) await new Promise(done => setTimeout(done, 20)); })()`, condition), nil, awaited))
}

func awaited(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }

// fail ends the test, leaving a picture and what the page says.
func (p *page) fail(format string, args ...any) {
	p.t.Helper()
	message := fmt.Sprintf(format, args...)
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	var text string
	var shot []byte
	_ = chromedp.Run(ctx, chromedp.Evaluate(`(`+inElement+`.querySelector(".card") ?? document.body).innerText`, &text), chromedp.CaptureScreenshot(&shot))
	if len(shot) > 0 {
		message += "\npicture: " + p.save(shot)
	}
	p.t.Fatalf("%s\nthe page says:\n%s", message, text)
}

// picture saves a screenshot under build/screens/NAME.png.
func (p *page) picture(name string) {
	p.t.Helper()
	var shot []byte
	p.eval(`Promise.all(document.getAnimations({subtree: true}).concat(`+inElement+`.getAnimations()).filter(a => a.effect.getTiming().iterations === 1).map(a => a.finished.catch(() => {})))`, nil)
	p.do("take a picture", chromedp.CaptureScreenshot(&shot))
	if err := os.MkdirAll("../../build/screens", 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("../../build/screens", name+".png"), shot, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

func (p *page) save(shot []byte) string {
	_ = os.MkdirAll("../../build/screens", 0o755)
	name := filepath.Join("../../build/screens", "failed-"+strings.ReplaceAll(p.t.Name(), "/", "-")+".png")
	_ = os.WriteFile(name, shot, 0o644)
	return name
}
