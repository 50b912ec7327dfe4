package main

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"credential-capture/imageproc/guidance"
	"credential-capture/imageproc/guidance/document"
	"credential-capture/imageproc/guidance/frame"
	"credential-capture/test/scene/docscene"
)

func TestRun_writesEveryCheck(t *testing.T) {
	file := filepath.Join(t.TempDir(), "results", "accuracy.json")
	// A few frames may be below the bars.
	err := run(io.Discard, options{frames: 27, films: 3, people: 1, web: "../../web", first: developed, json: file})
	if err != nil && !strings.Contains(err.Error(), "bars") {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	if err := json.Unmarshal(b, &rows); err != nil {
		t.Fatal(err)
	}
	var checks []string
	for _, r := range rows {
		if checks = append(checks, r.Check); r.Frames == 0 {
			t.Errorf("%s has no frames", r.Check)
		}
	}
	want := "corners no_outline nothing too_far cut_off blur glare dark bright " +
		"film_ok film_nothing film_blurred film_moved film_glare film_dark film_bright film_cut_off film_too_far " +
		"faces_none faces_one faces_several face_too_far face_too_close face_off_centre face_cut_off face_too_dark face_back_lit"
	if got := strings.Join(checks, " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestDocumentRows(t *testing.T) {
	fine, dark, empty := shot{docscene.Card, docscene.Fine, 1}, shot{docscene.Card, docscene.Dark, 1}, shot{docscene.Nothing, docscene.Fine, 1}
	whole := guidance.View{Document: &document.Detection{}}
	tooDark := guidance.Guidance{Hints: []guidance.Code{guidance.TooDark}}
	second := guidance.Guidance{Hints: []guidance.Code{guidance.CutOff, guidance.TooDark}}
	rows := documentRows([]judged{
		{shot: fine, Guidance: guidance.Guidance{View: whole}, iou: 0.9}, {shot: fine, Guidance: guidance.Guidance{View: whole}, iou: 0.7},
		{shot: fine, Guidance: tooDark}, {shot: empty, Guidance: guidance.Guidance{View: whole}}, {shot: empty, Guidance: tooDark},
		{shot: dark, Guidance: tooDark}, {shot: dark, Guidance: second}, {shot: dark}, {shot: dark},
	})
	if got, want := rows[0], (row{Check: "corners", Frames: 5, Recall: 2.0 / 3, Sentence: 2.0 / 3, FalseAlarms: 0.5, MeanIoU: 0.8}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, want := rows[7], (row{Check: "dark", Frames: 7, Recall: 0.5, Sentence: 0.25, FalseAlarms: 1.0 / 3, EmptyAlarms: 0.5}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestOverlap(t *testing.T) {
	a, b := frame.Rect(0, 0, 100, 100), frame.Rect(50, 0, 100, 100)
	if got := overlap(a, a); got != 1 {
		t.Errorf("with itself %v", got)
	}
	if got := overlap(a, b); got < 0.31 || got > 0.36 {
		t.Errorf("half over half %v, want a third", got)
	}
}

func TestMissed_justBelowAndAbove(t *testing.T) {
	reached := row{Check: "corners", Recall: 0.95, FalseAlarms: 0.02, MeanIoU: 0.95}
	if all := missed([]row{reached}, []timing{{"frame_ms", 9, 1, 12}, {"frame_ms_throttled", 9, 1, 33}}); len(all) > 0 {
		t.Errorf("just reached: %v", all)
	}
	for name, change := range map[string]func(*row, *timing){
		"recall":       func(r *row, _ *timing) { r.Recall = 0.949 },
		"false alarms": func(r *row, _ *timing) { r.FalseAlarms = 0.021 },
		"mean IoU":     func(r *row, _ *timing) { r.MeanIoU = 0.949 },
		"p95":          func(_ *row, t *timing) { t.P95 = 12.1 },
	} {
		r, slow := reached, timing{"frame_ms", 9, 1, 12}
		change(&r, &slow)
		if all := missed([]row{r}, []timing{slow}); len(all) != 1 || !strings.Contains(all[0], name) {
			t.Errorf("%s just missed: %v", name, all)
		}
	}
}

func TestPercentiles(t *testing.T) {
	ms := make([]float64, warmUp+100)
	for i := range ms {
		if ms[i] = float64(i - warmUp); i < warmUp {
			ms[i] = 1000
		}
	}
	if got := percentiles("frame_ms", ms); got != (timing{"frame_ms", 100, 50, 95}) {
		t.Errorf("%+v", got)
	}
}

func TestTimedFrames(t *testing.T) {
	for _, film := range []bool{false, true} {
		if all := (timed{width: 64, height: 48, film: film}).frames(); len(all) != timedScenes || len(all[0].Pix) != 4*64*48 {
			t.Errorf("%d frames, want %d", len(all), timedScenes)
		}
	}
}
