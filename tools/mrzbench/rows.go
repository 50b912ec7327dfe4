package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"credential-capture/apiclient"
	"credential-capture/imageproc/mrz"
	"credential-capture/imageproc/mrz/fill"
)

// reading is what a tool says of a picture.
type reading struct {
	lines  []string          // none if nothing was read
	values map[string]string // that the form would be filled with
	ms     float64
	note   string // why nothing was read
}

// row sums up a tool and a set of pictures.
type row struct {
	Tool        string  `json:"tool"`
	Set         string  `json:"set"`
	N           int     `json:"n"`
	Valid       int     `json:"valid"`        // pictures whose own check digits match
	Exact       int     `json:"exact"`        // of those, read without a wrong character
	ChecksValid int     `json:"checks_valid"` // pictures that were read with matching check digits
	Wrong       int     `json:"checks_valid_wrong"`
	Filled      int     `json:"filled"`       // values
	FilledWrong int     `json:"filled_wrong"` // values, names excepted
	Names       int     `json:"names"`
	NamesWrong  int     `json:"names_wrong"`
	MS          float64 `json:"ms"`    // median
	MaxMS       float64 `json:"ms_95"` // 95th percentile
	Bytes       int     `json:"bytes"` // compressed

	times []float64
}

// count adds a picture, and describes what is wrong with its reading.
func (r *row) count(p *picture, got reading) (wrong string) {
	r.N++
	r.times = append(r.times, got.ms)
	if p.valid {
		r.Valid++
	}
	exact := len(got.lines) > 0 && slices.Equal(got.lines, p.lines)
	parsed, err := mrz.Parse(got.lines)
	isValid := err == nil && parsed.Valid()
	if isValid {
		r.ChecksValid++
	}
	if exact && p.valid {
		r.Exact++
	}
	var notes []string
	if !exact && (p.valid || len(got.lines) > 0) {
		notes = append(notes, fmt.Sprintf("read %q, not %q %s", got.lines, p.lines, got.note))
	}
	if isValid && !exact {
		r.Wrong++
		notes = append(notes, "with valid check digits")
	}
	want := map[string]string{}
	if truth, err := mrz.Parse(p.lines); err == nil && p.valid {
		want = values(truth)
	}
	for path, value := range got.values {
		isName := path == "firstName" || path == "lastName"
		isWrong := want[path] != value
		switch {
		case isName:
			r.Names++
			if isWrong {
				r.NamesWrong++
			}
		default:
			r.Filled++
			if isWrong {
				r.FilledWrong++
			}
		}
		if isWrong {
			notes = append(notes, fmt.Sprintf("%s filled with %q, not %q", path, value, want[path]))
		}
	}
	return strings.Join(notes, "; ")
}

// values is what the form would be filled with; choices are one value.
func values(r *mrz.Reading) map[string]string {
	all := map[string]string{}
	for _, v := range fill.Values(r, time.Now()) {
		if apiclient.DefaultRules.IsValid(v.Path, v.Text) {
			all[v.Path] = v.Text
			if len(v.Choices) > 0 {
				all[v.Path] = strings.Join(v.Choices, " ")
			}
		}
	}
	return all
}

func (r *row) finish(bytes int) {
	slices.Sort(r.times)
	r.MS, r.MaxMS = r.times[len(r.times)/2], r.times[len(r.times)*95/100]
	r.Bytes = bytes
}

func printRows(out io.Writer, rows []*row) {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "tool\tset\tn\tvalid\texact\tchecks valid\tof them wrong\tvalues\twrong\tnames\twrong\tms\tms 95 %\tbytes\t")
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%.0f\t%.0f\t%d\t\n",
			r.Tool, r.Set, r.N, r.Valid, r.Exact, r.ChecksValid, r.Wrong, r.Filled, r.FilledWrong, r.Names, r.NamesWrong, r.MS, r.MaxMS, r.Bytes)
	}
	_ = w.Flush()
}
