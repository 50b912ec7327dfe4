//go:build js && wasm

package main

import (
	"image"
	"strings"
	"syscall/js"
	"testing"

	"credential-capture/internal/jsbridge"
	"credential-capture/test/scene/docscene"
)

func pixels(img *image.RGBA) js.Value { return jsbridge.Uint8Array(img.Pix) }

// TestAnalyzeRemembersItsStream: a frame is ready only after another one like it, of the
// same stream; one without a stream is judged by itself.
func TestAnalyzeRemembersItsStream(t *testing.T) {
	p := start(t)
	card := pixels(docscene.Paint(docscene.Card, docscene.Fine, 640, 480, 4).Image)
	table := pixels(docscene.Paint(docscene.Nothing, docscene.Fine, 640, 480, 2).Image)
	for i, tt := range []struct {
		frame   js.Value
		options string
		want    string
	}{
		{card, `{stream: "a"}`, "ok false"},
		{card, `{stream: "b"}`, "ok false"},
		{card, `{stream: "a"}`, "ok true"},
		{card, `{stream: "a", reset: true}`, "ok false"},
		{card, `{}`, "ok false"},
		{card, `{}`, "ok false"},
		{table, `{stream: "a"}`, "ok false"}, // what isn't so for 350 ms isn't told
		{table, `{}`, "no_document false"},
	} {
		got := p.must(t, "analyze", tt.frame, 640, 480, 1000+40*i, eval("("+tt.options+")"))
		said := got.Get("code").String() + " false"
		if got.Get("ready").Bool() {
			said = got.Get("code").String() + " true"
		}
		if said != tt.want {
			t.Errorf("frame %d: %s, want %s: %s", i, said, tt.want, asJSON(got))
		}
	}
}

func TestAnalyzeRefusesFrames(t *testing.T) {
	p := start(t)
	few := jsbridge.Uint8Array(make([]byte, 15))
	for _, tt := range []struct {
		name          string
		width, height any
		options, code string
	}{
		{"fewer bytes than px", 2, 2, `{}`, "internal"},
		{"no size", "2", 2, `{}`, "bad_option"},
		{"no px", 0, 2, `{}`, "bad_option"},
		{"too large", 1921, 2, `{}`, "bad_option"},
		{"a face before there is a cascade", 2, 2, `{part: "FACE"}`, "internal"},
		{"an option that isn't one", 2, 2, `{sharp: 1}`, "bad_option"},
	} {
		_, failed := p.call(t, "analyze", few, tt.width, tt.height, 1, eval("("+tt.options+")"))
		if failed == nil || failed.code != tt.code {
			t.Errorf("%s: got %+v, want %s", tt.name, failed, tt.code)
		}
	}
	if _, failed := p.call(t, "cascade", few); failed == nil || failed.code != "internal" || !strings.Contains(failed.message, "face.bin") {
		t.Errorf("a cascade that is none: %+v", failed)
	}
}
