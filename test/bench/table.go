package main

import (
	"cmp"
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

// tabulate makes a row of each element. A head that ends with a colon aligns its column right.
func tabulate[T any](head []string, list []T, cells func(T) []string) *table {
	t := &table{rows: [][]string{{}}}
	for _, name := range head {
		name, right := strings.CutSuffix(name, ":")
		t.rows[0], t.right = append(t.rows[0], name), append(t.right, right)
	}
	for _, v := range list {
		t.rows = append(t.rows, cells(v))
	}
	return t
}

// String returns a table of GitHub Flavored Markdown.
func (t *table) String() string {
	widths, rule := make([]int, len(t.right)), ""
	for i, right := range t.right {
		for _, row := range t.rows {
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i]))
		}
		end := "-"
		if right {
			end = ":"
		}
		rule += "|" + strings.Repeat("-", widths[i]+1) + end
	}
	var b strings.Builder
	for n, row := range t.rows {
		for i, cell := range row {
			width := widths[i]
			if !t.right[i] {
				width = -width // aligns left
			}
			fmt.Fprintf(&b, "| %*s ", width, strings.ReplaceAll(cell, "|", `\|`))
		}
		b.WriteString("|\n")
		if n == 0 {
			b.WriteString(rule + "|\n")
		}
	}
	return b.String()
}

// runTable has the tools of one picture.
func runTable(rows []row) *table {
	head := []string{"tool", "ms:", "from:", "to:", "MB:", "px:", "fits", "page task:", "timer late:", "peak MB:", "PSNR:", "GPS", "result"}
	return tabulate(head, rows, func(r row) []string {
		if r.Error != "" {
			return []string{r.Tool, "–", "", "", "", "", "no", "", "", "", "", "", r.Error}
		}
		gps := map[bool]string{true: "kept"}[r.GPSLeft]
		return []string{r.Tool, whole(r.Ms), whole(r.MsMin), whole(r.MsMax), megabytes(r.Bytes), pixels(r.Width, r.Height),
			yesNo[r.Fits], whole(r.LongTask), whole(r.Gap), whole(r.PeakRSS), decibels(r.PSNR), gps, r.result()}
	})
}

// result says what a tool did, such as "downscaled at 0.92, encodes: 1".
func (r row) result() string {
	what := cmp.Or(r.Action, r.Format)
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

func whole(v float64) string     { return fmt.Sprintf("%.0f", v) }
func megabytes(bytes int) string { return fmt.Sprintf("%.2f", float64(bytes)/1e6) }
func pixels(w, h int) string     { return fmt.Sprintf("%d×%d", w, h) }

func decibels(v float64) string {
	switch v {
	case 0:
		return "–"
	case testpic.Identical:
		return "same"
	}
	return fmt.Sprintf("%.2f", v)
}

func equalTable(list []equalBytes) *table {
	head := []string{"picture", "tool", "its MB:", "its PSNR:", "our MB:", "at first:", "our px:", "our PSNR:", "difference:"}
	return tabulate(head, list, func(e equalBytes) []string {
		cells := []string{e.Image, e.Tool + " (" + e.Format + ")", megabytes(e.ToolBytes), decibels(e.ToolPSNR)}
		if e.Error != "" {
			return append(cells, "–", "–", "–", "–", e.Error)
		}
		size := megabytes(e.Bytes)
		if e.Above > 0 {
			size += "–" + megabytes(e.Above)
		}
		return append(cells, size, megabytes(e.First), pixels(e.Width, e.Height), decibels(e.interpolatedPSNR()), fmt.Sprintf("%+.2f", e.Gain))
	})
}

func weightTable(list []weight) *table {
	return tabulate([]string{"what a page loads", "bytes:", "brotli:"}, list, func(w weight) []string {
		return []string{w.Name, fmt.Sprint(w.Raw), fmt.Sprint(w.Brotli)}
	})
}

func startTable(list []start) *table {
	return tabulate([]string{"start", "ms:", "from:", "to:"}, list, func(s start) []string {
		return []string{s.Name, whole(s.Ms), whole(s.MsMin), whole(s.MsMax)}
	})
}

func criteriaTable(list []criterion) *table {
	met := map[bool]string{true: "met", false: "NOT MET"}
	return tabulate([]string{"picture", "criterion", "", "measured", "limit"}, list, func(c criterion) []string {
		return []string{c.Image, c.Name, met[c.OK], c.Have, c.Want}
	})
}
