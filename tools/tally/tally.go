// Package tally counts how often a check is right, over scenes whose truth is known.
package tally

// Row is one line of the table. Recall and FalseAlarms are shares, 0 to 1.
type Row struct {
	Check       string  `json:"check"`
	Frames      int     `json:"frames"`
	Recall      float64 `json:"recall"`       // of the frames that have what is checked, those of which it was said
	FalseAlarms float64 `json:"false_alarms"` // of the others
	MeanIoU     float64 `json:"mean_iou,omitempty"`
}

// Count counts one check: of how many frames that have something it was said, and of
// how many that don't.
type Count struct{ there, said, absent, alarms int }

// Add counts a frame.
func (c *Count) Add(there, said bool) {
	switch {
	case there && said:
		c.there, c.said = c.there+1, c.said+1
	case there:
		c.there++
	case said:
		c.absent, c.alarms = c.absent+1, c.alarms+1
	default:
		c.absent++
	}
}

// Row is the line of a check.
func (c *Count) Row(check string) Row {
	return Row{
		Check: check, Frames: c.there + c.absent,
		Recall: float64(c.said) / float64(max(1, c.there)), FalseAlarms: float64(c.alarms) / float64(max(1, c.absent)),
	}
}
