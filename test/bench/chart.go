package main

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"text/template"
)

//go:embed chart.svg.tmpl
var chartText string

// Sizes of the chart, px.
const (
	barWidth   = 400 // of the slowest tool
	lineHeight = 22
	panelGap   = 34
	firstLine  = 20
)

// chart draws the median times as SVG. Each panel has a scale of its own.
func chart(r *results) string {
	images, y := r.chosen(), firstLine-panelGap
	t := template.Must(template.New("").Funcs(template.FuncMap{
		"down":  func(by int) int { y += by; return y },
		"about": caseText, "figures": figures, "length": barLength,
	}).Parse(chartText))
	var b strings.Builder
	if err := t.Execute(&b, map[string]any{"Images": images, "LineHeight": lineHeight, "PanelGap": panelGap,
		"Height": firstLine + len(images)*panelGap + len(slices.Concat(images...))*lineHeight + 32}); err != nil {
		panic(err) // the template doesn't suit this file
	}
	return b.String()
}

func barLength(r row, of []row) float64 {
	longest := 1.0
	for _, other := range of {
		if other.Error == "" {
			longest = max(longest, other.Ms)
		}
	}
	return max(1, r.Ms/longest*barWidth)
}

func caseText(r row) string {
	what := map[string]string{"fits": "fits already", "must_shrink": "must shrink", "same_size": "all tools asked for this size"}[r.Case]
	return fmt.Sprintf("%.1f MB, %s", float64(r.BytesIn)/1e6, what)
}

// figures is the text next to a bar.
func figures(r row) string {
	if r.Error != "" {
		return "failed: " + r.Error
	}
	text := fmt.Sprintf("%.0f ms, %.1f MB", r.Ms, float64(r.Bytes)/1e6)
	if r.SameData {
		text += ", same pixel data"
	}
	if r.LongTask > 0 {
		text += fmt.Sprintf(", page froze %.0f ms", r.LongTask)
	}
	if r.GPSLeft {
		text += ", GPS kept"
	}
	return text
}
