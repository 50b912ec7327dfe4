// Package drive drives the built page in a real Chromium, as a person would: the
// real server binary with its sandbox over HTTP, a fake camera or real files,
// mouse and keyboard. The packages beside it test one theme each with it.
//
// Every page fails its test for what a person can't see: a console error, an
// uncaught exception, a CSP violation, a request to another origin.
package drive

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"credential-capture/test/chrome"
	"credential-capture/test/must"
)

// Patience is how long a page may take to get anywhere; only failures wait for it.
const Patience = 2 * time.Minute

// Sweep says how much of its dimensions a sweep covers: "" is a set of cases that has each
// pair of values of two dimensions, "all" is each combination of all, "pictures" only takes
// a picture of each combination, "screenshots" takes those of the documents.
var Sweep = os.Getenv("SWEEP")

// Page is one open page and the faults that a person wouldn't see in it.
type Page struct {
	T      *testing.T
	Ctx    context.Context
	Origin string

	mu       sync.Mutex
	faults   []string // console errors, exceptions, CSP violations, foreign requests
	expected []string // parts of faults that the test brings about itself
}

// Options say how a page is opened.
type Options struct {
	Camera Camera
	View   Viewport // default Desktop
	Path   string   // default "/"
	Origin string   // default the site's own
	NoCSP  bool     // for what a test itself brings into the page
	Dark   bool     // the person prefers a dark theme
	Motion bool     // the person doesn't prefer reduced motion, for which animations would be drawn
	Lends  bool     // a phone is offered, though none could open a link of this address
	Before string   // a script that runs before the page's own, at every load
}

// Open opens the page. Faults that it didn't expect fail the test at its end.
func Open(t *testing.T, o Options) *Page {
	t.Helper()
	if o.Origin == "" {
		o.Origin = Site.URL
	}
	w := window(t, o.Camera)
	t.Cleanup(func() { w.release(t, o.Camera, o.Origin) })
	return show(t, o, w.ctx)
}

// Second opens another window beside this one, with the same storage.
func (p *Page) Second(path, before string) *Page {
	p.T.Helper()
	ctx, end, err := chrome.OpenBeside(p.Ctx)
	if err != nil {
		p.T.Fatal(err)
	}
	p.T.Cleanup(end)
	second := show(p.T, Options{Path: path, Before: before, Origin: Site.URL}, ctx)
	second.expected = p.expected
	return second
}

// blank is the path of an empty page, which the server hasn't got.
const blank = "/blank.html"

// show opens a page in an empty window.
func show(t *testing.T, o Options, window context.Context) *Page {
	t.Helper()
	if o.View == (Viewport{}) {
		o.View = Desktop
	}
	script := watchCSP + record + ";" + o.Before
	if o.Lends {
		script += ";" + lends
	}
	p := &Page{T: t, Ctx: window, Origin: o.Origin}
	if o.Path == blank {
		p.Expect("404")
	}
	t.Cleanup(p.report)
	p.listen()
	p.Before(script)
	p.Do("open the page",
		cdppage.SetBypassCSP(o.NoCSP),
		chromedp.EmulateViewport(o.View.Width, o.View.Height),
		o.Media(),
		chromedp.Navigate(o.Origin+"/"+strings.TrimPrefix(o.Path, "/")),
	)
	return p
}

// Media emulates what the person prefers.
func (o Options) Media() chromedp.Action {
	scheme, motion := "light", "reduce"
	if o.Dark {
		scheme = "dark"
	}
	if o.Motion {
		motion = "no-preference"
	}
	return emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: motion},
	})
}

// lends is the script of a page that offers a phone always, set before the element reads it.
const lends = `new MutationObserver((_, seen) => {
	const element = document.querySelector("credential-capture");
	if (!element) return;
	element.setAttribute("handover", "always");
	seen.disconnect();
}).observe(document, {childList: true, subtree: true})`

// watchCSP turns a violation into a console error, which listen records.
const watchCSP = `addEventListener("securitypolicyviolation", e => console.error("CSP: " + e.violatedDirective + " " + e.blockedURI));`

func (p *Page) listen() {
	chromedp.ListenTarget(p.Ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.APITypeError || e.Type == runtime.APITypeAssert {
				p.fault("console: " + ArgsText(e.Args))
			}
		case *runtime.EventExceptionThrown:
			p.fault("exception: " + e.ExceptionDetails.Error())
		case *log.EventEntryAdded:
			if e.Entry.Level == log.LevelError {
				p.fault("log: " + e.Entry.Text + " " + e.Entry.URL)
			}
		case *network.EventRequestWillBeSent:
			url := e.Request.URL
			if strings.HasPrefix(url, "http") && !strings.HasPrefix(url, p.Origin+"/") {
				p.fault("request to another origin: " + url)
			}
		}
	})
}

func ArgsText(args []*runtime.RemoteObject) string {
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

func (p *Page) fault(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, text)
}

// Expect allows faults that contain text, such as the browser's own log line for
// an answer of 500 that the test asked the server for.
func (p *Page) Expect(text string) { p.expected = append(p.expected, text) }

// Faults returns those so far that contain text.
func (p *Page) Faults(text string) (found []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.faults {
		if strings.Contains(f, text) {
			found = append(found, f)
		}
	}
	return found
}

func (p *Page) report() {
	p.mu.Lock()
	defer p.mu.Unlock()
next:
	for _, f := range p.faults {
		for _, e := range p.expected {
			if strings.Contains(f, e) {
				continue next
			}
		}
		p.T.Errorf("the page had a fault: %s", f)
	}
	p.faults = nil
}

// Do runs browser actions and fails the test with a picture of the page.
func (p *Page) Do(what string, actions ...chromedp.Action) {
	p.T.Helper()
	ctx, cancel := context.WithTimeout(p.Ctx, Patience)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		p.Fail("%s: %v", what, err)
	}
}

// Before has a script run before the page's own, from the next load on.
func (p *Page) Before(script string) {
	p.T.Helper()
	p.Do("prepare the page", chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := cdppage.AddScriptToEvaluateOnNewDocument(script).Do(ctx)
		return err
	}))
}

// Eval evaluates JavaScript, awaiting a promise, and decodes its value into out.
func (p *Page) Eval(js string, out any) {
	p.T.Helper()
	p.Do("evaluate", chrome.Evaluate(js, out))
}

// Value returns what a JavaScript expression yields, or its promise.
func Value[T any](p *Page, js string) (v T) {
	p.T.Helper()
	p.Eval(js, &v)
	return v
}

// Is checks what a JavaScript expression yields, or its promise.
func Is[T any](p *Page, what, js string, want T) {
	p.T.Helper()
	if got := Value[T](p, js); !reflect.DeepEqual(got, want) {
		p.T.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// Wait waits until a JavaScript expression is true.
func (p *Page) Wait(what, condition string) {
	p.T.Helper()
	p.Do("wait until "+what, chrome.Wait(condition))
}

// NoSidewaysScroll checks that the page is as wide as its window.
func (p *Page) NoSidewaysScroll() {
	p.T.Helper()
	if over := Value[float64](p, `document.scrollingElement.scrollWidth - innerWidth`); over > 0 {
		p.T.Errorf("the page scrolls sideways by %.0f px", over)
	}
}

// Fail ends the test, leaving a picture and what the page says.
func (p *Page) Fail(format string, args ...any) {
	p.T.Helper()
	message := fmt.Sprintf(format, args...)
	ctx, cancel := context.WithTimeout(p.Ctx, 5*time.Second)
	defer cancel()
	var text string
	var shot []byte
	_ = chromedp.Run(ctx, chromedp.Evaluate(`(`+InElement+`.querySelector(".card") ?? document.body).innerText`, &text), chromedp.CaptureScreenshot(&shot))
	if len(shot) > 0 {
		message += "\npicture: " + p.save(shot)
	}
	p.T.Fatalf("%s\nthe page says:\n%s", message, text)
}

// Picture saves a screenshot under build/screens/NAME.png.
func (p *Page) Picture(name string) {
	p.T.Helper()
	var shot []byte
	p.Eval(`Promise.all(document.getAnimations({subtree: true}).concat(`+InElement+`.getAnimations()).filter(a => a.effect.getTiming().iterations === 1).map(a => a.finished.catch(() => {})))`, nil)
	p.Do("take a picture", chromedp.CaptureScreenshot(&shot))
	must.Succeed(p.T, os.MkdirAll("build/screens", 0o755))
	must.Succeed(p.T, os.WriteFile(filepath.Join("build/screens", name+".png"), shot, 0o644))
}

func (p *Page) save(shot []byte) string {
	_ = os.MkdirAll("build/screens", 0o755)
	name := filepath.Join("build/screens", "failed-"+strings.ReplaceAll(p.T.Name(), "/", "-")+".png")
	_ = os.WriteFile(name, shot, 0o644)
	return name
}
