package main

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"credential-capture/imageproc/guidance"
	"credential-capture/test/scene/photoscene"
	"credential-capture/tools/analysis"
)

//go:embed jscanify.js
var jscanify []byte

// jscanifyDir has the package, once .ci/packages has installed it.
const jscanifyDir = "tools/photos/node_modules/jscanify/src"

// inChromium analyses the whole documents, and the pictures without one, with capture.wasm and, in
// turns, with jscanify where it is installed.
func inChromium(web string, pictures []photoscene.Picture, t *tally) error {
	o := analysis.Options{Web: web}
	_, err := os.Stat(jscanifyDir)
	beside := err == nil
	if beside {
		o.Script, o.Files = jscanify, map[string]string{}
		for _, name := range []string{"opencv.js", "jscanify.js"} {
			o.Files[name] = filepath.Join(jscanifyDir, name)
		}
	}
	page, err := analysis.Open(o)
	if err != nil {
		return err
	}
	defer page.Close()
	for _, size := range []int{640, 320} {
		// One call of V8's warm-up for many frames: the first frames of a program are slower.
		for some := range slices.Chunk(pictures, 60) {
			if err := compare(page, some, size, beside, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// warmUp is how many calls don't count, since V8 compiles the wasm again, with optimisation, while
// it runs.
const warmUp = 60

// compare counts the outlines of frames of some pictures.
func compare(page *analysis.Page, pictures []photoscene.Picture, size int, beside bool, t *tally) error {
	var scenes []photoscene.Scene
	var frames []guidance.Frame
	var measures []measure
	for i := range pictures {
		m := measure{picture: &pictures[i], tally: t, size: size}
		full, err := m.picture.Open()
		if err != nil {
			return fmt.Errorf("%s: %w", m.picture.File, err)
		}
		s := full.Reduce(size)
		if m.picture.Kind == "document" && (!s.Whole || m.picture.Has("folded", "curved", "occluded") || s.Share() < minShare) {
			continue
		}
		scenes, frames, measures = append(scenes, s), append(frames, m.frame(s, 0)), append(measures, m)
	}
	if len(frames) == 0 {
		return nil
	}
	rounds := 1 + (warmUp+len(frames)-1)/len(frames)
	answers, err := page.Analyze(frames, analysis.Calls{Part: guidance.Document, Count: rounds * len(frames), Beside: beside})
	if err != nil {
		return err
	}
	for i, a := range answers[(rounds-1)*len(frames):] {
		m, s := &measures[i], scenes[i]
		kind := map[string]string{"document": "whole outlined", "negative": "outline without a document", "face": "outline on people"}[m.picture.Kind]
		outlined := a.Quad != nil
		if s.Quad != nil {
			outlined = outlined && photoscene.Overlap(*a.Quad, *s.Quad) >= minOverlap && !slices.Contains(a.Hints, guidance.CutOff)
		}
		m.count("wasm: "+kind, outlined)
		t.sample(m.name("ms in wasm"), a.Ms)
		if !beside {
			continue
		}
		outlined = a.BesideQuad != nil
		if s.Quad != nil {
			outlined = outlined && photoscene.Overlap(*a.BesideQuad, *s.Quad) >= minOverlap
		}
		m.count("jscanify: "+kind, outlined)
		t.sample(m.name("ms of jscanify"), a.BesideMs)
	}
	return nil
}
