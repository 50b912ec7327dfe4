package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/chromedp/chromedp"

	"credential-capture/test/chrome"
)

// page is a window with storage, caches and a renderer process of its own.
type page struct {
	ctx   context.Context
	close func()
}

// pageTimeout is for everything on a page but the run of a tool.
const pageTimeout = 60 * time.Second

func (b *bench) open() (*page, error) {
	ctx, end, err := b.browser.Open()
	if err != nil {
		return nil, err
	}
	p := &page{ctx: ctx, close: end}
	url := b.server.url + "/page/"
	if err = p.do(pageTimeout, chromedp.Navigate(url), chrome.Wait(`document.documentElement.dataset.ready === "true"`)); err != nil {
		p.close()
		return nil, fmt.Errorf("open %s: %w", url, err)
	}
	return p, nil
}

func (p *page) do(timeout time.Duration, actions ...chromedp.Action) error {
	ctx, cancel := context.WithTimeout(p.ctx, timeout)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

// call calls a function of the page with arguments as JSON, and awaits its result.
func (p *page) call(timeout time.Duration, out any, function string, args ...any) error {
	list, err := json.Marshal(args)
	if err != nil {
		return err
	}
	if err := p.do(timeout, chrome.Evaluate(fmt.Sprintf("%s(...%s)", function, list), out)); err != nil {
		return fmt.Errorf("%s: %w", function, err)
	}
	return nil
}

// choose selects a file of the disk in the page's file input.
func (p *page) choose(path string) error {
	return p.do(pageTimeout, chrome.SetFiles(`document.querySelector("#file")`, path))
}

// waitForExit waits up to 5 s until a renderer has ended: it would disturb the next run, or
// be taken for its page.
func waitForExit(pid int) {
	for range 100 {
		if pid == 0 || chrome.Memory(pid, "VmHWM") == 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}
