package imageproc

import (
	"context"
	"errors"

	"credential-capture/fault"
)

// FitDocument makes the pages of one document fit together: Limits.MaxBytes is the sum of
// all. Light pages stay as they are, and the heavy ones share what is left equally. A page
// is encoded only if the document is too heavy, or if the page doesn't fit by itself.
//
// Files are pictures or one single PDF; a TIFF has one or more pages. There are at most
// Limits.MaxPages pages. Anything else is fault.MixedDocument or fault.TooManyPages. An error
// about a file has its number, counted from 1, as the detail "page". The results are in the
// order of the pages.
func FitDocument(ctx context.Context, files []Source, codec Codec, opts *FitOptions) ([]*Result, error) {
	o, err := opts.resolved()
	if err != nil {
		return nil, err
	}
	if err := checkFiles(files); err != nil {
		return nil, err
	}
	pages, places := pagesOf(files)
	if n := len(pages); n > o.Limits.MaxPages {
		return nil, fault.New(fault.TooManyPages, "%d pages, the maximum is %d", n, o.Limits.MaxPages).
			With("pages", n).With("limit", o.Limits.MaxPages)
	}
	// From light to heavy, each page may have an equal part of what is left: what it doesn't
	// need remains for the heavier ones.
	order := make([]int, len(pages))
	for i := range order {
		order[i] = i
	}
	for i := range order { // few
		for k := i; k > 0 && pages[order[k]].Size() < pages[order[k-1]].Size(); k-- {
			order[k], order[k-1] = order[k-1], order[k]
		}
	}
	results := make([]*Result, len(pages))
	left := o.Limits.MaxBytes
	for done, page := range order {
		one := o
		one.Limits.MaxBytes = left / int64(len(pages)-done)
		one.OnProgress = pageProgress(o.OnProgress, done, len(pages))
		r, err := Fit(ctx, pages[page], codec, &one)
		if err != nil {
			return nil, withPage(err, places[page].File+1)
		}
		r.File, r.Page = places[page].File, places[page].Page
		results[page] = r
		left -= r.Output.Size()
	}
	return results, nil
}

// Place is where a page of a document comes from.
type Place struct {
	File int // index of the file
	Page int // number of the page, from 1; 0 if the file has only one
}

// pagesOf returns the pages of files, each as a file of its own. A file that can't be read is one
// page: Fit reports why.
func pagesOf(files []Source) (pages []Source, places []Place) {
	for i, file := range files {
		head := make([]byte, sniffLen)
		n, _ := file.ReadAt(head, 0)
		if split := formats[sniff(head[:n])].pages; split != nil {
			if own, err := split(file); err == nil && len(own) > 1 {
				for j, page := range own {
					pages, places = append(pages, page), append(places, Place{i, j + 1})
				}
				continue
			}
		}
		pages, places = append(pages, file), append(places, Place{File: i})
	}
	return pages, places
}

// checkFiles checks that several files are all pictures.
func checkFiles(files []Source) error {
	switch len(files) {
	case 0:
		return fault.New(fault.Empty, "no pages")
	case 1:
		return nil
	}
	for i, file := range files {
		info, err := Inspect(file)
		if err != nil {
			return withPage(err, i+1)
		}
		if info.Format == PDF {
			return withPage(fault.New(fault.MixedDocument, "a document is pictures, or one single PDF"), i+1)
		}
	}
	return nil
}

// withPage adds the number of the file to a *fault.Error.
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
