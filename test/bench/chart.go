package main

import (
	"fmt"
	"html"
	"strings"
)

// Sizes of the chart, px: a panel for each picture, a bar for each tool.
const (
	chartWidth  = 930
	labelWidth  = 210
	figureWidth = 320
	lineHeight  = 22
	panelGap    = 34
)

const chartStyle = `<style>
text{font:13px system-ui,sans-serif;fill:#1f2328}.title{font-weight:600}.small{fill:#59636e}
.ours{fill:#1a7f5a}.peer{fill:#8c959f}.reference{fill:none;stroke:#8c959f;stroke-dasharray:3 2}.missed{fill:#cf222e}.background{fill:#fff}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.small{fill:#9198a1}.ours{fill:#3fb98a}.peer{fill:#6e7681}.reference{stroke:#9198a1}.missed{fill:#f85149}.background{fill:#0d1117}}
</style>`

// chart draws the median times as SVG. Each panel has a scale of its own.
func chart(r *results) string {
	names, of := r.images()
	var panels strings.Builder
	y := 20
	for _, name := range names {
		drawn, next := panel(name, of[name], y)
		panels.WriteString(drawn)
		y = next + panelGap
	}
	legend := `<text class="small" x="0" y="%d">Median ms until the picture can be uploaded; shorter is better. Dashed: a reference, not a tool. Red: the output does not fit.</text>`
	fmt.Fprintf(&panels, legend+"\n", y)
	height := y + 16
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="-16 -8 %d %d" role="img" aria-label="Time that each tool takes for each picture">`+"\n", chartWidth+32, height+16) +
		chartStyle + "\n" + fmt.Sprintf(`<rect class="background" x="-16" y="-8" width="%d" height="%d"/>`+"\n", chartWidth+32, height+16) +
		panels.String() + "</svg>\n"
}

// panel draws one picture from y on, and returns the y of its last line.
func panel(name string, rows []row, y int) (string, int) {
	longest := 1.0
	for _, r := range rows {
		if r.Error == "" {
			longest = max(longest, r.Ms)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<text class="title" x="0" y="%d">%s <tspan class="small" font-weight="400">%s</tspan></text>`+"\n", y, html.EscapeString(name), caseText(rows[0]))
	for _, r := range rows {
		y += lineHeight
		class := r.Kind
		if !r.Fits {
			class = "missed"
		}
		length := max(1, r.Ms/longest*(chartWidth-labelWidth-figureWidth))
		fmt.Fprintf(&b, `<text x="0" y="%d">%s</text><rect class="%s" x="%d" y="%d" width="%.1f" height="14" rx="2"/><text class="small" x="%.1f" y="%d">%s</text>`+"\n",
			y, html.EscapeString(r.Tool), class, labelWidth, y-11, length, labelWidth+length+8, y, html.EscapeString(figures(r)))
	}
	return b.String(), y
}

func caseText(r row) string {
	if r.Case == "fits" {
		return fmt.Sprintf("%.1f MB, fits already", float64(r.BytesIn)/1e6)
	}
	return fmt.Sprintf("%.1f MB, must shrink", float64(r.BytesIn)/1e6)
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
