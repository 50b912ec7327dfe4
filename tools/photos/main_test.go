package main

import (
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"credential-capture/test/scene/docscene"
	"credential-capture/test/scene/facescene"
)

// TestRun has a painted document, a table without one and a person, as JPEG files.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, img image.Image) {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := jpeg.Encode(f, img, nil); err != nil {
			t.Fatal(err)
		}
	}
	card := docscene.Paint(docscene.Card, docscene.Fine, 320, 240, 3)
	write("card.jpg", card.Image)
	write("table.jpg", docscene.Paint(docscene.Nothing, docscene.Fine, 320, 240, 2).Image)
	write("person.jpg", facescene.Paint(1, facescene.Fine, 320, 240, 7).Image)
	q := card.Quad
	labels := fmt.Sprintf(`[
		{"file":"card.jpg","kind":"document","tags":["card"],"source":"o/a: 1","quad":[[%v,%v],[%v,%v],[%v,%v],[%v,%v]],"whole":true},
		{"file":"table.jpg","kind":"negative","source":"o/b: 2","noface":true},
		{"file":"person.jpg","kind":"face","source":"o/c: 3","faces":1,"pose":"frontal"},
		{"file":"missing.jpg","kind":"negative","source":"o/d: 4"}]`, q[0].X, q[0].Y, q[1].X, q[1].Y, q[2].X, q[2].Y, q[3].X, q[3].Y)
	if err := os.WriteFile(filepath.Join(dir, "labels.json"), []byte(labels), 0o600); err != nil {
		t.Fatal(err)
	}
	o := options{dir: dir, web: "../../web", json: filepath.Join(dir, "photos.json"), sources: "o/[abc]", streams: true}
	if err := run(io.Discard, o); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(o.json)
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	if err := json.Unmarshal(b, &rows); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{"whole outlined, 640": 1, "whole called cut off, 640": 0, "outline without a document, 320": 0, "outline on people, 640": 0, "one frontal face, 640": 1, "tag card outlined, 640": 1} {
		i := slices.IndexFunc(rows, func(r row) bool { return r.Check == name })
		if i < 0 || rows[i].Rate != want || rows[i].N != 1 {
			t.Errorf("%s: %v", name, rows)
		}
	}
	o.sources = ""
	if err := run(io.Discard, o); err == nil || !strings.Contains(err.Error(), "missing.jpg") {
		t.Errorf("a missing file: %v", err)
	}
}

func TestRows_justBelowAndAbove(t *testing.T) {
	for _, tt := range []struct {
		check   string
		hits, n int
		met     bool
	}{
		{"whole outlined, 640", 92, 100, true}, {"whole outlined, 640", 91, 100, false},
		{"whole called cut off, 640", 3, 100, true}, {"whole called cut off, 640", 4, 100, false},
	} {
		var all, one tally
		for i := range tt.n {
			one.count(tt.check, "a.jpg", i < tt.hits)
		}
		all.add(&one)
		if r := all.rows()[0]; r.Met == nil || *r.Met != tt.met || r.Rate != float64(tt.hits)/float64(tt.n) {
			t.Errorf("%d of %d: %+v", tt.hits, tt.n, r)
		}
	}
}
