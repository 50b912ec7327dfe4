package main

import (
	"credential-capture/imageproc/guidance/quality"
	"credential-capture/test/scene/docscene"
	"credential-capture/tools/tally"
)

// checks counts what they got right. A frame that is in trouble says nothing of a
// check that isn't about this trouble: nobody asks whether a dark one is sharp.
func checks(views []view) []tally.Row {
	var corners, nothing, cut, far, blur, glare, dark, bright tally.Count
	sum, n := 0.0, 0
	for _, v := range views {
		fine := v.kind != docscene.Nothing && v.trouble == docscene.Fine
		if fine || v.kind == docscene.Nothing {
			corners.Add(fine, v.found && !v.cut)
			nothing.Add(!fine, !v.found)
		}
		if fine && v.found && !v.cut {
			sum, n = sum+v.iou, n+1
		}
		if fine || v.trouble == docscene.CutOff {
			cut.Add(!fine, v.cut)
		}
		if fine || v.trouble == docscene.Far {
			far.Add(v.isFar, v.far)
		}
		smeared := v.trouble == docscene.Blurred || v.trouble == docscene.Moved
		if fine || smeared {
			blur.Add(smeared, v.problems[quality.Blurred])
		}
		if fine || v.trouble == docscene.Glare {
			glare.Add(!fine, v.problems[quality.HasGlare])
		}
		if fine || v.trouble == docscene.Dark {
			dark.Add(!fine, v.problems[quality.TooDark])
		}
		if fine || v.trouble == docscene.Bright {
			bright.Add(!fine, v.problems[quality.TooBright])
		}
	}
	all := []tally.Row{
		corners.Row("corners"), cut.Row("cut_off"), far.Row("too_far"), blur.Row("blur"), glare.Row("glare"),
		dark.Row("dark"), bright.Row("bright"), nothing.Row("nothing"),
	}
	all[0].MeanIoU = sum / float64(max(1, n))
	return all
}
