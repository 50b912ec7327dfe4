// Check says of files what the page would say: one line of JSON each, with the members of
// Report in web/capture.d.ts.
//
//	check [-part FRONT|BACK|FACE|DOCUMENT] [-pixels] [-fixable] FILE...
//
// The status is 0 if all files can be uploaded, 1 if one can't, and 2 if one can't be read
// or the command is wrong.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"credential-capture/fault"
	"credential-capture/imageproc"
)

// The statuses.
const (
	accepted = iota
	refused
	failed
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, out, errs io.Writer) (status int) {
	flags := flag.NewFlagSet("check", flag.ContinueOnError)
	flags.SetOutput(errs)
	part := flags.String("part", "FRONT", "what the files are for: FRONT, BACK, FACE or DOCUMENT")
	pixels := flags.Bool("pixels", false, "count the pixels of a JPEG too")
	fixable := flags.Bool("fixable", false, "accept what fit can fix")
	flags.Usage = func() {
		fmt.Fprintln(errs, "usage: check [flags] FILE...")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return failed
	}
	limits, is := map[string]imageproc.Limits{
		"FRONT": imageproc.PictureLimits(), "BACK": imageproc.PictureLimits(), "FACE": imageproc.PictureLimits(),
		"DOCUMENT": imageproc.DocumentLimits(),
	}[*part]
	if !is || flags.NArg() == 0 {
		flags.Usage()
		return failed
	}
	validate := imageproc.Validate
	if *pixels {
		validate = imageproc.ValidatePixels
	}
	lines := json.NewEncoder(out)
	for _, name := range flags.Args() {
		report, err := check(ctx, name, limits, validate)
		if err == nil {
			err = lines.Encode(report)
		}
		switch {
		case err != nil:
			fmt.Fprintln(errs, "check:", err)
			status = failed
		case !report.OK && (!report.Fixable || !*fixable):
			status = max(status, refused)
		}
	}
	return status
}

// report has the members of Report in web/capture.d.ts, and the file's name.
type report struct {
	File        string    `json:"file"`
	Format      string    `json:"format"`
	Type        string    `json:"type"`
	Width       int       `json:"width"`
	Height      int       `json:"height"`
	Orientation int       `json:"orientation"`
	Bytes       int64     `json:"bytes"`
	BitDepth    int       `json:"bitDepth"`
	Alpha       bool      `json:"alpha"`
	Progressive bool      `json:"progressive"`
	Animated    bool      `json:"animated"`
	Pages       int       `json:"pages"`
	Metadata    []string  `json:"metadata"`
	Repaired    bool      `json:"repaired"`
	OK          bool      `json:"ok"`
	Fixable     bool      `json:"fixable"`
	Problems    []problem `json:"problems"`
	Advice      []advice  `json:"advice"`
}

type problem struct {
	Code    fault.Code     `json:"code"`
	Message string         `json:"message"`
	Fixable bool           `json:"fixable"`
	Details map[string]any `json:"details,omitempty"`
}

type advice struct {
	Code    string         `json:"code"`
	Message string         `json:"message"`
	Details map[string]any `json:"details,omitempty"`
}

// check validates one file.
func check(ctx context.Context, name string, limits imageproc.Limits, validate func(context.Context, imageproc.Source, imageproc.Limits) (*imageproc.Report, error)) (*report, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	stat, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !stat.Mode().IsRegular() {
		return nil, errors.New(name + " is not a regular file")
	}
	found, err := validate(ctx, io.NewSectionReader(f, 0, stat.Size()), limits)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	r := report{
		File: name, Format: string(found.Format), Type: found.Format.MIME(), Orientation: int(found.Orientation), Bytes: found.Bytes,
		BitDepth: found.BitDepth, Alpha: found.Alpha, Progressive: found.Progressive, Animated: found.Animated, Pages: found.Pages,
		Metadata: found.Metadata.Kinds(), Repaired: found.Repaired, OK: found.OK(), Fixable: true, Problems: []problem{}, Advice: []advice{},
	}
	r.Width, r.Height = found.Upright()
	for _, p := range found.Problems {
		r.Problems = append(r.Problems, problem(p))
		r.Fixable = r.Fixable && p.Fixable
	}
	for _, a := range found.Advice {
		r.Advice = append(r.Advice, advice(a))
	}
	return &r, nil
}
