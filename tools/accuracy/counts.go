package main

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
