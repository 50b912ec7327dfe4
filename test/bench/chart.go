package main

import (
	_ "embed"
	"fmt"
	"strings"
	"text/template"
)

//go:embed chart.svg.tmpl
var chartText string

var chartTemplate = template.Must(template.New("").Parse(chartText))

// Sizes of the chart, px: a panel for each picture, a bar for each tool.
const (
	chartWidth  = 930
	labelWidth  = 210
	figureWidth = 320
	lineHeight  = 22
	panelGap    = 34
)

type bar struct {
	Y, Top               int
	Tool, Class, Figures string
	X                    int
	Length, End          float64
}

type panel struct {
	Y           int
	Name, About string
	Bars        []bar
}

// chart draws the median times as SVG. Each panel has a scale of its own.
func chart(r *results) string {
	var panels []panel
	y := 20
	for _, rows := range r.images() {
		p := panel{Y: y, Name: rows[0].Image, About: caseText(rows[0])}
		longest := 1.0
		for _, r := range rows {
			if r.Error == "" {
				longest = max(longest, r.Ms)
			}
		}
		for _, r := range rows {
			y += lineHeight
			class := r.Kind
			if !r.Fits {
				class = "missed"
			}
			length := max(1, r.Ms/longest*(chartWidth-labelWidth-figureWidth))
			p.Bars = append(p.Bars, bar{y, y - 11, r.Tool, class, figures(r), labelWidth, length, labelWidth + length + 8})
		}
		panels = append(panels, p)
		y += panelGap
	}
	var b strings.Builder
	data := map[string]any{"Width": chartWidth + 32, "Height": y + 32, "Y": y, "Panels": panels}
	if err := chartTemplate.Execute(&b, data); err != nil {
		panic(err) // the template doesn't suit this file
	}
	return b.String()
}

func caseText(r row) string {
	what := map[string]string{"fits": "fits already", "must_shrink": "must shrink"}[r.Case]
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
