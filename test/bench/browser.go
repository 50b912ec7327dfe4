package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/chromedp"

	"credential-capture/test/chrome"
)

// tab is a page with storage, caches and a renderer process of its own.
type tab struct {
	ctx   context.Context
	close func()
}

// patience is how long a page may take for anything but a run.
const patience = 60 * time.Second

func open(b *chrome.Browser, url string) (*tab, error) {
	ctx, end, err := b.Open()
	if err != nil {
		return nil, err
	}
	t := &tab{ctx: ctx, close: end}
	if err = t.do(patience, chromedp.Navigate(url), chrome.Wait(`document.documentElement.dataset.ready === "true"`)); err != nil {
		t.close()
		return nil, fmt.Errorf("open %s: %w", url, err)
	}
	return t, nil
}

func (t *tab) do(timeout time.Duration, actions ...chromedp.Action) error {
	ctx, cancel := context.WithTimeout(t.ctx, timeout)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

// call calls a function of the page with arguments as JSON, and awaits its answer.
func (t *tab) call(timeout time.Duration, out any, function string, args ...any) error {
	list := make([]string, len(args))
	for i, a := range args {
		b, err := json.Marshal(a)
		if err != nil {
			return err
		}
		list[i] = string(b)
	}
	if err := t.do(timeout, chrome.Evaluate(function+"("+strings.Join(list, ", ")+")", out)); err != nil {
		return fmt.Errorf("%s: %w", function, err)
	}
	return nil
}

// give puts a file from the disk into the page's input, as a person would.
func (t *tab) give(path string) error {
	return t.do(patience, chrome.SetFiles(`document.querySelector("#file")`, path))
}
