package main

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"credential-capture/test/testpic"
)

// table is text in columns. The first row is the head.
type table struct {
	rows  [][]string
	right []bool // columns that are aligned right
}

// String returns a table of GitHub Flavored Markdown.
func (t *table) String() string {
	widths := make([]int, len(t.right))
	for _, row := range t.rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for n, row := range t.rows {
		for i, cell := range row {
			b.WriteString("| " + pad(strings.ReplaceAll(cell, "|", `\|`), widths[i], t.right[i]) + " ")
		}
		b.WriteString("|\n")
		if n > 0 {
			continue
		}
		for i, w := range widths {
			if t.right[i] {
				b.WriteString("|" + strings.Repeat("-", w+1) + ":")
			} else {
				b.WriteString("|" + strings.Repeat("-", w+2))
			}
		}
		b.WriteString("|\n")
	}
	return b.String()
}

func pad(s string, width int, right bool) string {
	space := strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
	if right {
		return space + s
	}
	return s + space
}

// runTable has the tools of one picture.
func runTable(rows []row) *table {
	t := &table{
		rows:  [][]string{{"tool", "ms", "from", "to", "MB", "px", "fits", "page task", "timer late", "peak MB", "PSNR", "GPS", "result"}},
		right: []bool{false, true, true, true, true, true, false, true, true, true, true, false, false},
	}
	for _, r := range rows {
		if r.Error != "" {
			t.rows = append(t.rows, []string{r.Tool, "–", "", "", "", "", "no", "", "", "", "", "", r.Error})
			continue
		}
		t.rows = append(t.rows, []string{r.Tool, whole(r.Ms), whole(r.MsMin), whole(r.MsMax), fmt.Sprintf("%.2f", float64(r.Bytes)/1e6),
			fmt.Sprintf("%d×%d", r.Width, r.Height), yesNo(r.Fits), whole(r.LongTask), whole(r.Gap), whole(r.PeakRSS),
			decibels(r.PSNR), gps(r.GPSLeft), r.result()})
	}
	return t
}

// result says what a tool did, such as "downscaled at 0.92, encodes: 1".
func (r row) result() string {
	what := r.Action
	if what == "" {
		what = r.Format
	}
	if r.SameData {
		what += ", same pixel data"
	}
	if r.Encodes > 0 {
		what += fmt.Sprintf(" at %.2f, encodes: %d", r.Quality, r.Encodes)
	}
	if r.GoHeap > 0 {
		what += fmt.Sprintf(", Go heap %.0f MB", r.GoHeap)
	}
	return what
}

func whole(v float64) string { return fmt.Sprintf("%.0f", v) }

func decibels(v float64) string {
	switch v {
	case 0:
		return "–"
	case testpic.Identical:
		return "same"
	}
	return fmt.Sprintf("%.2f", v)
}

func gps(left bool) string {
	if left {
		return "kept"
	}
	return ""
}

func equalTable(list []equalBytes) *table {
	t := &table{rows: [][]string{{"picture", "tool", "its MB", "its PSNR", "our MB", "at first", "our px", "our PSNR", "difference"}},
		right: []bool{false, false, true, true, true, true, true, true, true}}
	for _, e := range list {
		cells := []string{e.Image, e.Tool + " (" + e.Format + ")", fmt.Sprintf("%.2f", float64(e.ToolBytes)/1e6), decibels(e.ToolPSNR)}
		if e.Error != "" {
			t.rows = append(t.rows, append(cells, "–", "–", "–", "–", e.Error))
			continue
		}
		size := fmt.Sprintf("%.2f", float64(e.Bytes)/1e6)
		if e.Above > 0 {
			size += fmt.Sprintf("–%.2f", float64(e.Above)/1e6)
		}
		t.rows = append(t.rows, append(cells, size, fmt.Sprintf("%.2f", float64(e.First)/1e6), fmt.Sprintf("%d×%d", e.Width, e.Height),
			decibels(e.interpolatedPSNR()), fmt.Sprintf("%+.2f", e.Gain)))
	}
	return t
}

func weightTable(list []weight) *table {
	t := &table{rows: [][]string{{"what a page loads", "bytes", "brotli"}}, right: []bool{false, true, true}}
	for _, w := range list {
		t.rows = append(t.rows, []string{w.Name, fmt.Sprint(w.Raw), fmt.Sprint(w.Brotli)})
	}
	return t
}

func startTable(list []start) *table {
	t := &table{rows: [][]string{{"start", "ms", "from", "to"}}, right: []bool{false, true, true, true}}
	for _, s := range list {
		t.rows = append(t.rows, []string{s.Name, whole(s.Ms), whole(s.MsMin), whole(s.MsMax)})
	}
	return t
}

func criteriaTable(list []criterion) *table {
	t := &table{rows: [][]string{{"picture", "criterion", "", "measured", "limit"}}, right: make([]bool, 5)}
	for _, c := range list {
		met := "met"
		if !c.OK {
			met = "NOT MET"
		}
		t.rows = append(t.rows, []string{c.Image, c.Name, met, c.Have, c.Want})
	}
	return t
}
