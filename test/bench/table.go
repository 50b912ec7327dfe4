package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// table is text in columns; the first row is the head.
type table struct {
	rows  [][]string
	right []bool // columns of figures
}

// String sets the columns below each other, for a terminal.
func (t *table) String() string {
	widths := t.widths()
	var b strings.Builder
	for _, row := range t.rows {
		line := ""
		for i, cell := range row {
			line += pad(cell, widths[i], t.right[i]) + "  "
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

// markdown is the same for a page.
func (t *table) markdown() string {
	widths := t.widths()
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

func (t *table) widths() []int {
	widths := make([]int, len(t.right))
	for _, row := range t.rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	return widths
}

func pad(s string, width int, right bool) string {
	space := strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
	if right {
		return space + s
	}
	return s + space
}

// runTable is one picture; empty of those that weren't measured.
func runTable(rows []row) *table {
	t := &table{
		rows:  [][]string{{"tool", "ms", "from", "to", "MB", "px", "fits", "page task", "timer late", "peak MB", "PSNR", "GPS", "what it did"}},
		right: []bool{false, true, true, true, true, true, false, true, true, true, true, false, false},
	}
	for _, r := range rows {
		if r.Error != "" {
			t.rows = append(t.rows, []string{r.Tool, "–", "", "", "", "", "no", "", "", "", "", "", r.Error})
			continue
		}
		t.rows = append(t.rows, []string{r.Tool, whole(r.Ms), whole(r.MsMin), whole(r.MsMax), fmt.Sprintf("%.2f", float64(r.Bytes)/1e6),
			fmt.Sprintf("%d×%d", r.Width, r.Height), yesNo(r.Fits), whole(r.LongTask), whole(r.Gap), whole(r.PeakRSS),
			decibels(r.PSNR), gps(r.GPSLeft), r.what()})
	}
	return t
}

func (r row) what() string {
	what := r.Action
	if what == "" {
		what = r.Format
	}
	if r.SameData {
		what += ", same pixel data"
	}
	if r.Encodes > 0 {
		what += fmt.Sprintf(" at %.2f in %d", r.Quality, r.Encodes)
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
	case identical:
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
	t := &table{rows: [][]string{{"picture", "beside", "its MB", "its PSNR", "our MB", "at first", "our px", "our PSNR", "difference"}},
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
			decibels(e.at()), fmt.Sprintf("%+.2f", e.Gain)))
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

func barTable(list []bar) *table {
	t := &table{rows: [][]string{{"picture", "what it must show", "", "have", "want"}}, right: make([]bool, 5)}
	for _, b := range list {
		met := "met"
		if !b.OK {
			met = "NOT MET"
		}
		t.rows = append(t.rows, []string{b.Image, b.Name, met, b.Have, b.Want})
	}
	return t
}

// images lists the pictures in the order of their rows.
func (r *results) images() (names []string, of map[string][]row) {
	of = map[string][]row{}
	for _, v := range r.rows {
		if len(of[v.Image]) == 0 {
			names = append(names, v.Image)
		}
		of[v.Image] = append(of[v.Image], v)
	}
	return names, of
}

// print tells everything on a terminal.
func (r *results) print(w io.Writer) {
	names, of := r.images()
	for _, name := range names {
		first := of[name][0]
		fmt.Fprintf(w, "\n%s: %.2f MB, %s, %d rounds\n%s", name, float64(first.BytesIn)/1e6, strings.ReplaceAll(first.Case, "_", " "), first.Rounds, runTable(of[name]))
	}
	if len(r.equal) > 0 {
		fmt.Fprintf(w, "\nOurs held to another's bytes and px\n%s", equalTable(r.equal))
	}
	fmt.Fprintf(w, "\n%s\n%s\n%s\n%s\n", weightTable(r.weights), startTable(r.starts), barTable(r.bars), r.machine)
	for _, note := range r.notes {
		fmt.Fprintln(w, note)
	}
}
