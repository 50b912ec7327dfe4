package facescene

import (
	"os"
	"strconv"
	"testing"

	"credential-capture/imageproc/guidance/face"
)

// TestTally prints the table. With few frames it asks only that there is
// one; FACE_FRAMES=200 says how good the faces are.
func TestTally(t *testing.T) {
	frames := 4
	if n, err := strconv.Atoi(os.Getenv("FACE_FRAMES")); err == nil {
		frames = n
	}
	file, err := os.ReadFile("../../../web/face.bin")
	if err != nil {
		t.Fatal(err)
	}
	c, err := face.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	rows := Tally(c, frames)
	if len(rows) != len(counts)+len(checks) {
		t.Fatalf("%d rows", len(rows))
	}
	for _, r := range rows {
		t.Logf("%-16s %5d frames  recall %6.2f %%  false alarms %6.2f %%", r.Check, r.Frames, 100*r.Recall, 100*r.FalseAlarms)
		if r.Frames == 0 || frames >= 100 && (r.Recall < 0.9 || r.FalseAlarms > 0.1) {
			t.Errorf("%s: %+v", r.Check, r)
		}
	}
}
