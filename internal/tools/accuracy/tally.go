package main

import (
	"credential-capture/imageproc/quality"
	"credential-capture/internal/docscene"
)

// row is one line of the table. Recall and FalseAlarms are shares, 0 to 1.
type row struct {
	Check       string  `json:"check"`
	Frames      int     `json:"frames"`
	Recall      float64 `json:"recall"`
	FalseAlarms float64 `json:"false_alarms"`
	MeanIoU     float64 `json:"mean_iou,omitempty"`
}

// count counts one check: of how many frames that have something it was said, and of
// how many that don't.
type count struct{ there, said, absent, alarms int }

func (c *count) add(there, said bool) {
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

func (c *count) row(check string) row {
	return row{
		Check: check, Frames: c.there + c.absent,
		Recall: float64(c.said) / float64(max(1, c.there)), FalseAlarms: float64(c.alarms) / float64(max(1, c.absent)),
	}
}

// tally counts what the checks got right. A frame that is in trouble says nothing of a
// check that isn't about this trouble: nobody asks whether a dark one is sharp.
func tally(views []view) []row {
	var corners, cut, far, blur, glare, dark, bright count
	sum, n := 0.0, 0
	for _, v := range views {
		fine := v.kind != docscene.Nothing && v.trouble == docscene.Fine
		if fine || v.kind == docscene.Nothing {
			corners.add(fine, v.found && !v.cut)
		}
		if fine && v.found && !v.cut {
			sum, n = sum+v.iou, n+1
		}
		if fine || v.trouble == docscene.CutOff {
			cut.add(!fine, v.cut)
		}
		if fine || v.trouble == docscene.Far {
			far.add(v.isFar, v.far)
		}
		smeared := v.trouble == docscene.Blurred || v.trouble == docscene.Moved
		if fine || smeared {
			blur.add(smeared, v.problems[quality.Blurred])
		}
		if fine || v.trouble == docscene.Glare {
			glare.add(!fine, v.problems[quality.HasGlare])
		}
		if fine || v.trouble == docscene.Dark {
			dark.add(!fine, v.problems[quality.TooDark])
		}
		if fine || v.trouble == docscene.Bright {
			bright.add(!fine, v.problems[quality.TooBright])
		}
	}
	rows := []row{corners.row("corners"), cut.row("cut_off"), far.row("too_far"), blur.row("blur"), glare.row("glare"), dark.row("dark"), bright.row("bright")}
	rows[0].MeanIoU = sum / float64(max(1, n))
	return rows
}
