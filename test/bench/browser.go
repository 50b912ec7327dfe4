package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/systeminfo"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// browserProcess is the one headless Chromium of a bench.
type browserProcess struct {
	ctx  context.Context
	stop func()
}

func startBrowser(ctx context.Context) (*browserProcess, error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true),
	)
	alloc, stopAlloc := chromedp.NewExecAllocator(ctx, options...)
	ctx, stop := chromedp.NewContext(alloc)
	if err := chromedp.Run(ctx); err != nil {
		stop()
		stopAlloc()
		return nil, fmt.Errorf("start the browser: %w", err)
	}
	return &browserProcess{ctx: ctx, stop: func() { stop(); stopAlloc() }}, nil
}

// tab is a page with storage, caches and a renderer process of its own.
type tab struct {
	ctx     context.Context
	browser *browserProcess
	close   func()
}

// patience is how long a page may take for anything but a run.
const patience = 60 * time.Second

func (b *browserProcess) open(url string) (*tab, error) {
	at := b.executor(b.ctx)
	storage, err := target.CreateBrowserContext().Do(at)
	if err != nil {
		return nil, err
	}
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(storage).WithNewWindow(true).Do(at)
	if err != nil {
		return nil, err
	}
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithTargetID(id))
	t := &tab{ctx: ctx, browser: b, close: func() {
		cancel()
		_ = target.DisposeBrowserContext(storage).Do(at)
	}}
	// A tab lives as long as the context of its first Run.
	if err = chromedp.Run(ctx); err != nil {
		t.close()
		return nil, err
	}
	err = t.do(patience, chromedp.Navigate(url), chromedp.Poll(`document.documentElement.dataset.ready === "true"`, nil))
	if err != nil {
		t.close()
		return nil, fmt.Errorf("open %s: %w", url, err)
	}
	return t, nil
}

func (b *browserProcess) executor(ctx context.Context) context.Context {
	return cdp.WithExecutor(ctx, chromedp.FromContext(b.ctx).Browser)
}

func (t *tab) do(most time.Duration, actions ...chromedp.Action) error {
	ctx, cancel := context.WithTimeout(t.ctx, most)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

// call calls a function of the page's with arguments as JSON, and awaits its answer.
func (t *tab) call(most time.Duration, out any, function string, args ...any) error {
	list := ""
	for i, a := range args {
		b, err := json.Marshal(a)
		if err != nil {
			return err
		}
		if i > 0 {
			list += ", "
		}
		list += string(b)
	}
	var raw json.RawMessage
	await := func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }
	if err := t.do(most, chromedp.Evaluate(function+"("+list+")", &raw, await)); err != nil {
		return fmt.Errorf("%s: %w", function, err)
	}
	return json.Unmarshal(raw, out)
}

// give puts a file from the disk into the page's input, as a person would.
func (t *tab) give(path string) error {
	return t.do(patience, chromedp.ActionFunc(func(ctx context.Context) error {
		object, exception, err := runtime.Evaluate(`document.querySelector("#file")`).Do(ctx)
		if err != nil {
			return err
		}
		if exception != nil {
			return exception
		}
		return dom.SetFileInputFiles([]string{path}).WithObjectID(object.ObjectID).Do(ctx)
	}))
}

// renderers returns the process ids of all renderers.
func (b *browserProcess) renderers() ([]int, error) {
	list, err := systeminfo.GetProcessInfo().Do(b.executor(b.ctx))
	if err != nil {
		return nil, err
	}
	var pids []int
	for _, p := range list {
		if p.Type == "renderer" {
			pids = append(pids, int(p.ID))
		}
	}
	return pids, nil
}
