package imageproc

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"credential-capture/fault"
)

// FitDocument makes the pages of one document fit together: Limits.MaxBytes is the sum of
// all. Light pages stay as they are, and the heavy ones share what is left equally. A page
// is encoded only if the document is too heavy, or if the page doesn't fit by itself.
//
// Pages are pictures, at most Limits.MaxPages of them, or one single PDF. Anything else is
// fault.MixedDocument or fault.TooManyPages. An error about a page has its number, counted
// from 1, as the detail "page". The results are in the order of the pages.
func FitDocument(ctx context.Context, pages []Source, codec Codec, opts *FitOptions) ([]*Result, error) {
	o, err := opts.resolved()
	if err != nil {
		return nil, err
	}
	if err := checkPages(pages, o.Limits); err != nil {
		return nil, err
	}
	// From light to heavy, each page may have an equal part of what is left: what it doesn't
	// need remains for the heavier ones.
	order := make([]int, len(pages))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(pages[a].Size(), pages[b].Size()) })
	results := make([]*Result, len(pages))
	left := o.Limits.MaxBytes
	for done, page := range order {
		one := o
		one.Limits.MaxBytes = left / int64(len(pages)-done)
		one.OnProgress = pageProgress(o.OnProgress, done, len(pages))
		r, err := Fit(ctx, pages[page], codec, &one)
		if err != nil {
			return nil, withPage(err, page+1)
		}
		results[page] = r
		left -= r.Output.Size()
	}
	return results, nil
}

// checkPages checks the number of pages, and that several are all pictures.
func checkPages(pages []Source, limits Limits) error {
	switch n := len(pages); {
	case n == 0:
		return fault.New(fault.Empty, "no pages")
	case n > limits.MaxPages:
		return fault.New(fault.TooManyPages, "%d pages, the maximum is %d", n, limits.MaxPages).
			With("pages", n).With("limit", limits.MaxPages)
	case n == 1:
		return nil
	}
	for i, page := range pages {
		info, err := Inspect(page)
		if err != nil {
			return withPage(err, i+1)
		}
		if info.Format == PDF {
			return withPage(fault.New(fault.MixedDocument, "a document is pictures, or one single PDF"), i+1)
		}
	}
	return nil
}

// withPage adds the page to a *fault.Error.
func withPage(err error, page int) error {
	var e *fault.Error
	if errors.As(err, &e) {
		return e.With("page", page)
	}
	return err
}

// pageProgress scales a page's progress to the document's.
func pageProgress(report func(Progress), done, of int) func(Progress) {
	if report == nil {
		return nil
	}
	return func(p Progress) {
		p.Fraction = (float64(done) + p.Fraction) / float64(of)
		report(p)
	}
}
