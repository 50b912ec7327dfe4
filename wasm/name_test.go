//go:build js && wasm

package main

import (
	"syscall/js"
	"testing"

	"credential-capture/imageproc"
	"credential-capture/test/testpic"
)

func TestOutputName(t *testing.T) {
	for _, tt := range []struct {
		name   string
		format imageproc.Format
		want   string
	}{
		{"IMG_1.jpg", imageproc.JPEG, "IMG_1.jpg"},
		{"IMG_1.JPEG", imageproc.JPEG, "IMG_1.JPEG"},
		{"IMG_1.HEIC", imageproc.JPEG, "IMG_1.jpg"},
		{"wrong.png", imageproc.JPEG, "wrong.jpg"},
		{"wrong.jpg", imageproc.PNG, "wrong.png"},
		{"a.b.webp", imageproc.JPEG, "a.b.jpg"},
		{"no ending", imageproc.JPEG, "no ending.jpg"},
		{"scan 2026.03", imageproc.PNG, "scan 2026.03.png"},
		{"passport.pdf", imageproc.PDF, "passport.pdf"},
		{"passport.jpg", imageproc.PDF, "passport.pdf"},
		{"", imageproc.JPEG, "picture.jpg"},
		{" ", imageproc.PNG, "picture.png"},
		{".heic", imageproc.JPEG, "picture.jpg"},
		{".jpg", imageproc.JPEG, "picture.jpg"},
		{"", imageproc.PDF, "document.pdf"},
		{"Ausweis – Rückseite.tiff", imageproc.JPEG, "Ausweis – Rückseite.jpg"},
		{".", imageproc.JPEG, "..jpg"},
	} {
		file := js.Global().Get("File").New([]any{}, tt.name)
		if got := outputName(file, tt.format); got != tt.want {
			t.Errorf("%q as %s: got %q, want %q", tt.name, tt.format, got, tt.want)
		}
	}
	if got := outputName(blob(nil), imageproc.JPEG); got != "picture.jpg" {
		t.Errorf("a Blob is %q", got)
	}
	for _, hostile := range []string{"({get name() { throw new Error('no') }})", "({name: 5})", "({})"} {
		if got := outputName(eval(hostile), imageproc.PNG); got != "picture.png" {
			t.Errorf("%s is %q", hostile, got)
		}
	}
}

func TestFitNamesItsOutput(t *testing.T) {
	p := start(t)
	scene := testpic.Scene(400, 300)
	for _, tt := range []struct {
		name, mime string
		b          []byte
		want       string // name, type
	}{
		{"photo.jpg", "image/jpeg", testpic.JPEG(scene, testpic.JPEGOptions{GPS: true}), "photo.jpg image/jpeg"},
		{"photo.bmp", "image/bmp", testpic.BMP(scene), "photo.jpg image/jpeg"},
		{"photo.jpg", "image/jpeg", testpic.PNG(scene, testpic.PNGOptions{}), "photo.png image/png"},
		{"notes.txt", "text/plain", testpic.PNG(scene, testpic.PNGOptions{}), "notes.txt.png image/png"},
		{"photo", "", testpic.JPEG(scene, testpic.JPEGOptions{}), "photo.jpg image/jpeg"},
	} {
		file := js.Global().Get("File").New([]any{blob(tt.b)}, tt.name, map[string]any{"type": tt.mime})
		got := p.must(t, "fit", file)
		if text := got.Get("name").String() + " " + got.Get("blob").Get("type").String(); text != tt.want {
			t.Errorf("%s of %q: got %q, want %q", tt.name, tt.mime, text, tt.want)
		}
	}
}
