package main

import (
	"cmp"
	"fmt"
	"slices"
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

// choiceTable has the columns for choosing a tool. Times and memory are compared with
// ours in the same run.
func choiceTable(images [][]row) *table {
	head := []string{"picture", "tool", "time:", "×:", "MB:", "page freeze:", "memory:", "×:", "what is lost"}
	var mine row
	return tabulate(head, slices.Concat(images...), func(r row) []string {
		name := ""
		if r.Image != mine.Image {
			name, mine = r.Image+"<br>"+caseText(r), r // ours is the first of each picture
		}
		tool := r.Tool
		if r.Kind == "ours" {
			tool = "**" + tool + "**"
		}
		if r.Error != "" {
			return []string{name, tool, "–", "", "", "", "", "", "failed: " + r.Error}
		}
		return []string{name, tool, whole(r.Ms) + " ms", ratio(r.Ms, mine.Ms), megabytes(r.Bytes), whole(r.LongTask) + " ms",
			whole(r.PeakRSS) + " MB", ratio(r.PeakRSS, mine.PeakRSS), r.lost()}
	})
}

// ratio is "" where there is nothing to compare with.
func ratio(v, of float64) string {
	if of == 0 {
		return ""
	}
	digits := 1
	if v >= 10*of {
		digits = 0
	}
	return fmt.Sprintf("%.*f×", digits, v/of)
}

// lost says what the output lacks, and what it must not have.
func (r row) lost() string {
	var list []string
	if !r.Fits {
		list = append(list, "**not accepted**")
	}
	if percent := 100 * (1 - float64(r.Width*r.Height)/float64(max(r.PxIn, 1))); percent >= 0.1 {
		list = append(list, fmt.Sprintf("%.0f %% of the px", max(percent, 1)))
	}
	switch {
	case r.PSNR != testpic.Identical && !r.SameData:
		list = append(list, fmt.Sprintf("encoded again: %.1f dB", r.PSNR))
	case r.Action == "stripped":
		list = append(list, "metadata")
	}
	if r.GPSLeft {
		list = append(list, "**GPS is left in**")
	}
	return cmp.Or(strings.Join(list, ", "), "nothing")
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
