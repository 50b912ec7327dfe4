package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"credential-capture/imageproc/document"
	"credential-capture/imageproc/quality"
	"credential-capture/internal/docscene"
)

func TestRunWritesEveryCheck(t *testing.T) {
	file := filepath.Join(t.TempDir(), "results", "accuracy.json")
	var out bytes.Buffer
	if err := run(&out, 42, heldOut, file); err != nil {
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
	for i, want := range []string{"corners", "cut_off", "blur", "glare", "dark", "bright"} {
		if rows[i].Check != want || rows[i].Frames == 0 {
			t.Errorf("row %d is %+v, want %s", i, rows[i], want)
		}
	}
}

func TestTallyCountsRightAndWrong(t *testing.T) {
	fine := shot{docscene.Card, docscene.Fine, 1}
	dark := shot{docscene.Card, docscene.Dark, 1}
	said := map[quality.Problem]bool{quality.TooDark: true}
	rows := tally([]view{
		{shot: fine, found: true, iou: 0.9}, {shot: fine, found: true, iou: 0.7}, {shot: fine, problems: said},
		{shot: shot{docscene.Nothing, docscene.Fine, 1}, found: true},
		{shot: dark, problems: said}, {shot: dark},
	})
	if r := rows[0]; r.Recall != 2.0/3 || r.FalseAlarms != 1 || r.MeanIoU != 0.8 {
		t.Errorf("corners %+v", r)
	}
	if r := rows[4]; r.Recall != 0.5 || r.FalseAlarms != 1.0/3 {
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
