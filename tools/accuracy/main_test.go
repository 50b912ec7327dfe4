package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"credential-capture/imageproc/guidance/document"
	"credential-capture/imageproc/guidance/quality"
	"credential-capture/test/scene/docscene"
	"credential-capture/tools/tally"
)

func TestRunWritesEveryCheck(t *testing.T) {
	file := filepath.Join(t.TempDir(), "results", "accuracy.json")
	var out bytes.Buffer
	// A few frames need not be as good as thousands: only the file is of interest here.
	if err := run(&out, options{frames: 54, faces: "../../web/face.bin", people: 1, first: developed, json: file}); err != nil && !strings.Contains(err.Error(), "must be") {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var rows []tally.Row
	if err := json.Unmarshal(b, &rows); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"corners", "cut_off", "too_far", "blur", "glare", "dark", "bright", "nothing", "faces_none", "faces_one", "faces_several"} {
		if rows[i].Check != want || rows[i].Frames == 0 {
			t.Errorf("row %d is %+v, want %s", i, rows[i], want)
		}
	}
}

func TestTallyCountsRightAndWrong(t *testing.T) {
	fine := shot{docscene.Card, docscene.Fine, 1}
	dark := shot{docscene.Card, docscene.Dark, 1}
	said := map[quality.Problem]bool{quality.TooDark: true}
	rows := checks([]view{
		{shot: fine, found: true, iou: 0.9}, {shot: fine, found: true, iou: 0.7}, {shot: fine, problems: said},
		{shot: shot{docscene.Nothing, docscene.Fine, 1}, found: true},
		{shot: dark, problems: said}, {shot: dark},
	})
	if r := rows[0]; r.Recall != 2.0/3 || r.FalseAlarms != 1 || r.MeanIoU != 0.8 {
		t.Errorf("corners %+v", r)
	}
	if r := rows[5]; r.Recall != 0.5 || r.FalseAlarms != 1.0/3 {
		t.Errorf("dark %+v", r)
	}
}

func TestOverlap(t *testing.T) {
	a := document.Quad{{X: 0, Y: 0}, {X: 100, Y: 0}, {X: 100, Y: 100}, {X: 0, Y: 100}}
	b := document.Quad{{X: 50, Y: 0}, {X: 150, Y: 0}, {X: 150, Y: 100}, {X: 50, Y: 100}}
	if got := overlap(a, a, 200, 200); got != 1 {
		t.Errorf("with itself %v", got)
	}
	if got := overlap(a, b, 200, 200); got < 0.31 || got > 0.36 {
		t.Errorf("half over half %v, want a third", got)
	}
}

func TestMissedAtTheBars(t *testing.T) {
	reached := tally.Row{Check: "corners", Recall: 0.95, FalseAlarms: 0.02, MeanIoU: 0.95}
	if all := missed([]tally.Row{reached}, []timing{{"frame_ms", 9, 1, 12}, {"frame_ms_throttled", 9, 1, 33}}); len(all) > 0 {
		t.Errorf("just reached: %v", all)
	}
	for name, change := range map[string]func(*tally.Row, *timing){
		"recall":       func(r *tally.Row, _ *timing) { r.Recall = 0.949 },
		"false alarms": func(r *tally.Row, _ *timing) { r.FalseAlarms = 0.021 },
		"mean IoU":     func(r *tally.Row, _ *timing) { r.MeanIoU = 0.949 },
		"p95":          func(_ *tally.Row, t *timing) { t.P95 = 12.1 },
	} {
		r, slow := reached, timing{"frame_ms", 9, 1, 12}
		change(&r, &slow)
		if all := missed([]tally.Row{r}, []timing{slow}); len(all) != 1 || !strings.Contains(all[0], name) {
			t.Errorf("%s just missed: %v", name, all)
		}
	}
}

func TestPercentiles(t *testing.T) {
	var out strings.Builder
	for i := range warmUp + 100 {
		ms := float64(i - warmUp)
		if i < warmUp {
			ms = 1000 // not counted
		}
		fmt.Fprintf(&out, "%.3f 1 2 3\n", ms)
	}
	if got, err := percentiles("frame_ms", out.String()); err != nil || got != (timing{"frame_ms", 100, 50, 95}) {
		t.Errorf("%+v, %v", got, err)
	}
	for _, bad := range []string{"", "x\n", "1 2 3 4\n"} {
		if got, err := percentiles("frame_ms", bad); err == nil {
			t.Errorf("%q: %+v", bad, got)
		}
	}
}

func TestScenesAreWhole(t *testing.T) {
	for _, film := range []bool{false, true} {
		if got, want := len(scenes(timed{width: 64, height: 48, film: film})), timedScenes*(12+4*64*48); got != want {
			t.Errorf("%d bytes, want %d", got, want)
		}
	}
}
