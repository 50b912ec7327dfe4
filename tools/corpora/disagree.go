package main

import (
	"cmp"
	_ "embed"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// disagreement is one of this module with another program, or of its parts.
type disagreement struct {
	Class     string `json:"class"`
	Detail    string `json:"detail"`
	Judgement string `json:"judgement"` // from judged.tsv
}

// maxDifference is the mean difference of two thumbnails that show the same picture, in
// levels. An encode at quality 0.7 makes up to 2.
const maxDifference = 5

// judgedText has a line for each disagreement that was judged: its class, the file's sum
// or "-", its name or a pattern of the end of its path, and why.
//
//go:embed judged.tsv
var judgedText string

// disagree compares the verdicts.
func (f *file) disagree() {
	f.each("module", f.Module, !f.Browser.Reads)
	f.each("native", f.Native, true)
	damaged := func(o ours) bool {
		return slices.Contains([]string{"corrupt", "truncated", "unsupported_format", "pdf_encrypted", "codec"}, o.Outcome)
	}
	both := f.Independent.Reads && f.Independent.Warns == ""
	switch {
	case f.Kind == "pdf" && damaged(f.Module) && f.Independent.Reads:
		f.add("refused", "%s, pdfinfo counts %d pages. %s", f.Module.Outcome, f.Independent.Pages, f.Independent.Warns)
	case damaged(f.Module) && f.Browser.Reads:
		f.add("refused", "%s, the browser shows it, ImageMagick reads it: %v %s", f.Module.Outcome, f.Independent.Reads, f.Independent.Warns)
	case damaged(f.Module) && both && f.Kind == "tiff" && f.Module.Outcome != "unsupported_format":
		f.add("refused", "%s, ImageMagick reads it", f.Module.Outcome)
	}
	f.pictures()
	if n := f.Independent.Pages; f.Module.taken() && n > 0 && f.Module.Pages != n {
		f.add("pages", "%d, another program counts %d", f.Module.Pages, n)
	}
	if f.Kind != "heic" && f.Kind != "avif" && f.Module.taken() != f.Native.taken() {
		f.add("codecs", "%s in the browser, %s natively: %s", f.Module.Outcome, f.Native.Outcome, f.Native.Detail)
	}
}

// each compares one of the two runs with the other programs.
func (f *file) each(name string, o ours, browserFails bool) {
	switch o.Outcome {
	case "crashed", "hung", "internal", "out_of_memory", "":
		f.add(cmp.Or(o.Outcome, "crashed"), "%s: %s", name, o.Detail)
	}
	if o.taken() {
		if o.Unreadable != "" {
			f.add("unreadable", "%s: %s", name, o.Unreadable)
		}
		if f.Kind == "pdf" && !f.Independent.Reads || f.Kind != "pdf" && name == "module" && len(o.Pixels) == 0 && browserFails && !f.Independent.Reads {
			f.add("whole", "%s: taken, nobody reads it: %s", name, f.Independent.Warns)
		}
		if o.Sandbox != "" {
			f.add("sandbox", "%s", o.Sandbox)
		}
	}
	// Natively, validate doesn't know the codec.
	if !o.taken() && (o.OK || o.Fixable && name == "module") && o.Outcome != "cannot_fit" {
		f.add("promise", "%s: validate says ok %v, fixable %v; fit: %s %s", name, o.OK, o.Fixable, o.Outcome, o.Detail)
	}
	if o.taken() && !o.Fixable {
		f.add("promise", "%s: validate says not fixable (%s), fit takes it", name, strings.Join(o.Problems, " "))
	}
}

// pictures compares what the input and the outputs show. The browser is what a person
// compares with: where it agrees with the output, another opinion of ImageMagick is a class
// of its own.
func (f *file) pictures() {
	agrees := false
	if m := f.Module; m.taken() && f.Browser.Reads {
		agrees = f.BrowserDifference <= maxDifference && proportional(f.Browser.Width, f.Browser.Height, m.Width, m.Height)
		if !agrees {
			f.add("picture", "module: it differs by %.1f in the browser, which shows %d × %d px, not %d × %d", f.BrowserDifference,
				f.Browser.Width, f.Browser.Height, m.Width, m.Height)
		}
	}
	for _, o := range []struct {
		name string
		ours
		agrees bool // with the browser
	}{{"module", f.Module, agrees}, {"native", f.Native, agrees && f.Apart <= maxDifference}} {
		if !o.taken() || !f.Independent.Reads || f.Kind == "pdf" {
			continue
		}
		v := f.Independent
		if o.Difference <= maxDifference && proportional(v.Width, v.Height, o.Width, o.Height) {
			continue
		}
		class := "picture"
		if o.agrees || o.Agreed {
			class = "magick"
		}
		f.add(class, "%s: it differs by %.1f in ImageMagick, which shows %d × %d px, not %d × %d", o.name, o.Difference,
			v.Width, v.Height, o.Width, o.Height)
	}
}

func (f *file) add(class, format string, values ...any) {
	d := disagreement{Class: class, Detail: strings.TrimSpace(fmt.Sprintf(format, values...))}
	for line := range strings.Lines(judgedText) {
		part := strings.SplitN(strings.TrimSpace(line), "\t", 4)
		if len(part) == 4 && part[0] == class && (part[1] == f.Sum || part[1] == "-" && endsLike(f.Path, part[2])) {
			d.Judgement = part[3]
		}
	}
	f.Disagreements = append(f.Disagreements, d)
}

// endsLike reports whether the last elements of a path match a pattern.
func endsLike(path, pattern string) bool {
	elements := strings.Split(filepath.ToSlash(path), "/")
	n := strings.Count(pattern, "/") + 1
	matches, err := filepath.Match(pattern, strings.Join(elements[max(0, len(elements)-n):], "/"))
	return err == nil && matches
}
