// Package chrome starts headless Chromium for tests and measuring tools, and opens pages
// in it. One browser serves a whole program: each page has storage and caches of its own.
package chrome

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/css"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/cdproto/systeminfo"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// names are looked for in PATH, in this order.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless_shell"}

// Path returns the browser's executable: CHROME_BIN, or the first of the usual names.
func Path() (string, error) {
	if path := os.Getenv("CHROME_BIN"); path != "" {
		return path, nil
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("no Chromium or Chrome in PATH: run .ci/find-browser.sh, or set CHROME_BIN")
}

// FakeCamera is the value of the flag for a fake camera: options such as
// "device-count=2,fps=30", or "" for one device with the built-in picture.
type FakeCamera struct {
	Options string
	File    string // absolute path of motion JPEG or YUV4MPEG2 to show instead of the built-in picture
	Allowed bool   // without the permission's prompt
}

// Options say how a browser starts. The zero value is a browser without a camera.
type Options struct {
	Camera *FakeCamera
	Flags  map[string]any // more command line flags, without the leading dashes
}

// disabled are features of the browser: chromedp's defaults; what keeps a page, and its process,
// that was left; and pages of the address bar, which cost 0.8 s of CPU time a window.
const disabled = "site-per-process,Translate,BlinkGenPropertyTrees,BackForwardCache," +
	"WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup"

// flags are the command line flags of all browsers here, besides chromedp's defaults.
func (o Options) flags() map[string]any {
	flags := map[string]any{"disable-gpu": true, "disable-background-networking": true, "lang": "en-US", "disable-features": disabled}
	if c := o.Camera; c != nil {
		flags["use-fake-device-for-media-stream"] = true
		if c.Options != "" {
			flags["use-fake-device-for-media-stream"] = c.Options
		}
		if c.File != "" {
			flags["use-file-for-fake-video-capture"] = c.File
		}
		if c.Allowed {
			flags["use-fake-ui-for-media-stream"] = true
		}
	}
	for name, value := range o.Flags {
		flags[name] = value
	}
	return flags
}

// Arguments returns the command line of a browser without DevTools, with its profile in a folder.
func (o Options) Arguments(profile string) []string {
	args := []string{"--headless=new", "--no-first-run", "--user-data-dir=" + profile}
	if os.Getuid() == 0 {
		args = append(args, "--no-sandbox")
	}
	for name, value := range o.flags() {
		if value == true {
			args = append(args, "--"+name)
		} else {
			args = append(args, fmt.Sprintf("--%s=%v", name, value))
		}
	}
	return args
}

// Browser is a running browser.
type Browser struct {
	Context context.Context
	stop    []context.CancelFunc
}

// startTimeout is how long a browser may take to answer: chromedp's own 20 s are too few beside other work.
const startTimeout = 2 * time.Minute

// Start starts a browser, which ends with the context or by Stop.
func Start(ctx context.Context, o Options) (*Browser, error) {
	path, err := Path()
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.WSURLReadTimeout(startTimeout))
	for name, value := range o.flags() {
		options = append(options, chromedp.Flag(name, value))
	}
	alloc, stopAlloc := chromedp.NewExecAllocator(ctx, options...)
	running, stop := chromedp.NewContext(alloc)
	b := &Browser{Context: running, stop: []context.CancelFunc{stop, stopAlloc}}
	if err := chromedp.Run(running); err != nil {
		b.Stop()
		return nil, fmt.Errorf("start %s: %w", path, err)
	}
	return b, nil
}

// Stop ends the browser and deletes its profile.
func (b *Browser) Stop() {
	for _, stop := range b.stop {
		stop()
	}
}

// Executor returns a context whose commands go to the browser instead of one of its pages.
func (b *Browser) Executor() context.Context { return executor(b.Context) }

func executor(ctx context.Context) context.Context {
	return cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser)
}

// Open opens an empty window with storage of its own, which close closes.
func (b *Browser) Open() (page context.Context, close func(), err error) {
	at := b.Executor()
	storage, err := target.CreateBrowserContext().Do(at)
	if err != nil {
		return nil, nil, err
	}
	page, cancel, err := window(b.Context, storage)
	if err != nil {
		return nil, nil, err
	}
	return page, func() {
		cancel()
		_ = target.DisposeBrowserContext(storage).Do(at)
	}, nil
}

// OpenBeside opens a window that shares the storage of another. A tab in the same window
// would leave the first without animation frames.
func OpenBeside(first context.Context) (page context.Context, close func(), err error) {
	c := chromedp.FromContext(first)
	info, err := target.GetTargetInfo().WithTargetID(c.Target.TargetID).Do(executor(first))
	if err != nil {
		return nil, nil, err
	}
	return window(first, info.BrowserContextID)
}

// Reset makes a window as good as new: its page and history, what the site of url has stored,
// and all that was set through page are gone. page ends, and the window goes on in the context
// that Reset returns. url is of a document without scripts, where the window stays: so the next
// page of the site has the same renderer process, and no start of one.
func (b *Browser) Reset(page context.Context, url string) (next context.Context, close func(), err error) {
	t := chromedp.FromContext(page).Target
	id := t.TargetID
	if _, err := target.GetTargetInfo().WithTargetID(id).Do(b.Executor()); err != nil {
		return nil, nil, err // the page has closed its window
	}
	origin := strings.Join(strings.SplitN(url, "/", 4)[:3], "/")
	err = chromedp.Run(page,
		emulation.SetScriptExecutionDisabled(true), // no page stores anything or asks when it is left
		chromedp.Navigate(url),
		emulation.SetScriptExecutionDisabled(false),
		chromedp.Evaluate("sessionStorage.clear()", nil),
		cdppage.ResetNavigationHistory(),
		storage.ClearDataForOrigin(origin, "all"),
		network.ClearBrowserCache(),
	)
	if err != nil {
		return nil, nil, err
	}
	t.TargetID = "" // so that only the session ends
	if err := chromedp.Cancel(page); err != nil {
		return nil, nil, err
	}
	return attach(b.Context, id)
}

func window(parent context.Context, storage cdp.BrowserContextID) (page context.Context, close func(), err error) {
	// A browser context without a window of its own has nowhere to open a tab.
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(storage).WithNewWindow(true).Do(executor(parent))
	if err != nil {
		return nil, nil, err
	}
	return attach(parent, id)
}

func attach(parent context.Context, id target.ID) (page context.Context, close func(), err error) {
	page, cancel := chromedp.NewContext(parent, chromedp.WithTargetID(id))
	// A window lives as long as the context of its first Run.
	// chromedp follows the document and its styles for selectors, which nothing here uses.
	if err := chromedp.Run(page, css.Disable(), dom.Disable()); err != nil {
		cancel()
		return nil, nil, err
	}
	return page, cancel, nil
}

// Renderers returns the process ids of the browser's renderers.
func (b *Browser) Renderers() (pids []int, err error) {
	list, err := systeminfo.GetProcessInfo().Do(b.Executor())
	for _, p := range list {
		if p.Type == "renderer" {
			pids = append(pids, int(p.ID))
		}
	}
	return pids, err
}

// Evaluate evaluates JavaScript in a page, awaits a promise, and decodes the value into
// out, which may be nil. undefined decodes as null.
func Evaluate(js string, out any) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		object, exception, err := runtime.Evaluate(js).WithAwaitPromise(true).WithReturnByValue(true).Do(ctx)
		switch {
		case err != nil:
			return err
		case exception != nil:
			return exception
		case out == nil:
			return nil
		case len(object.Value) == 0:
			return json.Unmarshal([]byte("null"), out)
		}
		return json.Unmarshal(object.Value, out)
	})
}

// Wait waits until a JavaScript expression is true, which may contain await. It makes no
// function of a text, which the page's CSP would forbid.
func Wait(condition string) chromedp.Action {
	return Evaluate(Until(condition), nil)
}

// Until is the JavaScript of Wait.
func Until(condition string) string {
	return fmt.Sprintf(`(async () => { while (!(%s)) await new Promise(done => setTimeout(done, 20)); })()`, condition)
}

// SetFiles gives files to the file input that a JavaScript expression finds.
func SetFiles(input string, paths ...string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		object, exception, err := runtime.Evaluate(input).Do(ctx)
		if err != nil {
			return err
		}
		if exception != nil {
			return exception
		}
		return dom.SetFileInputFiles(paths).WithObjectID(object.ObjectID).Do(ctx)
	})
}

// PageMemory returns the memory of the open page's renderer in MB (10⁶ bytes), and the
// renderer's process id: it is the largest, because the others are spare or of empty pages.
// field is of /proc/PID/status, such as VmRSS, the resident memory. Without /proc it is 0.
func (b *Browser) PageMemory(field string) (mb float64, pid int, err error) {
	pids, err := b.Renderers()
	for _, p := range pids {
		if v := Memory(p, field); v > mb {
			mb, pid = v, p
		}
	}
	return mb, pid, err
}

// memoryPoll is how often the peak of the memory is read: the kernel counts it in between.
const memoryPoll = 20 * time.Millisecond

// WatchMemory follows the peak of the memory of the renderers that are open until stop, which
// returns that of the largest, in MB, and its process id. Chromium resets VmHWM whenever it measures
// its processes, so that one reading at the end may miss the peak.
func (b *Browser) WatchMemory() (stop func() (mb float64, pid int), err error) {
	pids, err := b.Renderers()
	if err != nil {
		return nil, err
	}
	var mb float64
	var pid int
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for last := false; !last; {
			select {
			case <-end:
				last = true
			case <-time.After(memoryPoll):
			}
			for _, p := range pids {
				if v := Memory(p, "VmHWM"); v > mb {
					mb, pid = v, p
				}
			}
		}
	}()
	return func() (float64, int) {
		close(end)
		<-ended
		return mb, pid
	}, nil
}

// Memory returns a field of /proc/PID/status in MB, and 0 for a process that has ended.
func Memory(pid int, field string) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	return parseMemory(string(status), field)
}

// parseMemory reads a field whose unit, kB, is 1024 bytes.
func parseMemory(status, field string) float64 {
	for line := range strings.Lines(status) {
		if rest, ok := strings.CutPrefix(line, field+":"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest + " 0")[0], 64)
			return kb * 1024 / 1e6
		}
	}
	return 0
}
