package main

import "fmt"

// bar is what a check must reach, as rates from 0 to 1; zero is not checked.
type bar struct{ recall, falseAlarms, emptyAlarms, meanIoU float64 }

var bars = map[string]bar{
	"corners":    {recall: 0.95, falseAlarms: 0.02, meanIoU: 0.95},
	"no_outline": {recall: 0.95, falseAlarms: 0.05},
	// 84.2 % of 234 empty tables have the hint no_document: 15.8 % are taken for a dark room.
	"nothing":       {recall: 0.79, falseAlarms: 0.05},
	"cut_off":       {recall: 0.95, falseAlarms: 0.05, emptyAlarms: 0.05},
	"blur":          {recall: 0.95, falseAlarms: 0.05, emptyAlarms: 0.03},
	"glare":         {recall: 0.95, falseAlarms: 0.05, emptyAlarms: 0.01},
	"dark":          {recall: 0.95, falseAlarms: 0.05, emptyAlarms: 0.17},
	"bright":        {recall: 0.95, falseAlarms: 0.05, emptyAlarms: 0.01},
	"faces_none":    {recall: 0.95, falseAlarms: 0.05},
	"faces_one":     {recall: 0.95, falseAlarms: 0.05},
	"faces_several": {recall: 0.95, falseAlarms: 0.05},
}

// missed lists the bars that aren't reached.
func missed(rows []row, times []timing) []string {
	var all []string
	for _, r := range rows {
		b := bars[r.Check]
		for _, rate := range []struct {
			name       string
			is, limit  float64
			mayBeBelow bool
		}{
			{"recall", r.Recall, b.recall, false}, {"mean IoU", r.MeanIoU, b.meanIoU, false},
			{"false alarms", r.FalseAlarms, b.falseAlarms, true}, {"false alarms on empty tables", r.EmptyAlarms, b.emptyAlarms, true},
		} {
			if rate.limit > 0 && (rate.mayBeBelow && rate.is > rate.limit || !rate.mayBeBelow && rate.is < rate.limit) {
				all = append(all, fmt.Sprintf("%s: %s %.2f %%, the bar is %.2f %%", r.Check, rate.name, 100*rate.is, 100*rate.limit))
			}
		}
	}
	for _, t := range times {
		for _, b := range allTimed {
			if b.check == t.Check && t.P95 > b.maxMs {
				all = append(all, fmt.Sprintf("%s: p95 %.1f ms, the bar is %.0f", t.Check, t.P95, b.maxMs))
			}
		}
	}
	return all
}

// row is the confusion counts of one check as rates, 0 to 1.
type row struct {
	Check       string  `json:"check"`
	Frames      int     `json:"frames"`
	Recall      float64 `json:"recall"`                 // of the positives: how many have the hint
	FalseAlarms float64 `json:"false_alarms"`           // of the negatives
	Sentence    float64 `json:"sentence"`               // of the positives: how many have it as the first hint, which is shown
	EmptyAlarms float64 `json:"empty_alarms,omitempty"` // of empty tables: how many have the hint
	MeanIoU     float64 `json:"mean_iou,omitempty"`
}

// counts are the confusion counts of one check.
type counts struct{ positives, hits, sentences, negatives, alarms int }

// add counts a frame: whether it is positive, has the hint, and has it as the first one.
func (c *counts) add(positive, hint, first bool) {
	if !positive {
		c.negatives++
		if hint {
			c.alarms++
		}
		return
	}
	c.positives++
	if hint {
		c.hits++
	}
	if first {
		c.sentences++
	}
}

func (c *counts) row(check string) row {
	positives := float64(max(1, c.positives))
	return row{
		Check: check, Frames: c.positives + c.negatives,
		Recall: float64(c.hits) / positives, FalseAlarms: float64(c.alarms) / float64(max(1, c.negatives)),
		Sentence: float64(c.sentences) / positives,
	}
}
