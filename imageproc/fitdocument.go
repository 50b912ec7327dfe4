package imageproc

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"credential-capture/fault"
)

// FitDocument makes the pages of one document fit together: Limits.MaxBytes is the
// sum of all. Each page gets what it needs, and those that need most share what is
// left; a page is encoded again only when the document is too heavy or the page
// doesn't fit by itself.
//
// Pages are pictures, at most Limits.MaxPages of them, or one single PDF; anything
// else is fault.MixedDocument or fault.TooManyPages. A page's own failure names the
// page in its details, counted from 1. The results are in the order of the pages.
func FitDocument(ctx context.Context, pages []Source, codec Codec, opts *FitOptions) ([]*Result, error) {
	o, err := opts.resolved()
	if err != nil {
		return nil, err
	}
	if err := checkPages(pages, o.Limits); err != nil {
		return nil, err
	}
	// From light to heavy, each may have an equal part of what is left: a page that
	// takes less than that leaves more to those after it. The lightest of several is
	// never heavier than an equal part when all of them fit as they are.
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
		one.OnProgress = part(o.OnProgress, done, len(pages))
		r, err := Fit(ctx, pages[page], codec, &one)
		if err != nil {
			return nil, onPage(err, page+1)
		}
		results[page] = r
		left -= r.Output.Size()
	}
	return results, nil
}

// checkPages checks what is true of a document and not of a page.
func checkPages(pages []Source, limits Limits) error {
	switch n := len(pages); {
	case n == 0:
		return fault.New(fault.Empty, "no pages")
	case n > limits.MaxPages:
		return fault.New(fault.TooManyPages, "%d pages, at most %d are taken", n, limits.MaxPages).
			With("pages", n).With("limit", limits.MaxPages)
	case n == 1:
		return nil
	}
	for i, page := range pages {
		info, err := Inspect(page)
		if err != nil {
			return onPage(err, i+1)
		}
		if info.Format == PDF {
			return onPage(fault.New(fault.MixedDocument, "a document is pictures, or one single PDF"), i+1)
		}
	}
	return nil
}

// onPage adds the page to an error that has a code.
func onPage(err error, page int) error {
	var e *fault.Error
	if errors.As(err, &e) {
		return e.With("page", page)
	}
	return err
}

// part makes a page's progress a part of the document's.
func part(report func(Progress), done, of int) func(Progress) {
	if report == nil {
		return nil
	}
	return func(p Progress) {
		p.Fraction = (float64(done) + p.Fraction) / float64(of)
		report(p)
	}
}
