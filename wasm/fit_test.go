//go:build js && wasm

package main

import (
	"fmt"
	"syscall/js"
	"testing"

	"credential-capture/imageproc"
	"credential-capture/test/testpic"
)

func TestFitDocument_keepsPageOrder(t *testing.T) {
	p := start(t)
	heavy := testpic.JPEG(testpic.Noise(600, 400, 1), testpic.JPEGOptions{Quality: 95})
	light := testpic.JPEG(testpic.Scene(320, 200), testpic.JPEGOptions{GPS: true})
	options := eval(fmt.Sprintf("{limits: {maxBytes: %d}, quality: 0.3}", len(heavy)*3/4))
	got := p.must(t, "fitDocument", []any{blob(heavy), blob(light)}, options)
	if got.Length() != 2 {
		t.Fatalf("got %s", asJSON(got))
	}
	for i, want := range []string{"reencoded 600", "stripped 320"} {
		page := got.Index(i)
		if text := fmt.Sprint(page.Get("action"), " ", page.Get("width").Int()); text != want {
			t.Errorf("page %d is %s, want %s", i+1, text, want)
		}
	}
	if total := got.Index(0).Get("bytes").Int() + got.Index(1).Get("bytes").Int(); total > len(heavy)*3/4 {
		t.Errorf("%d bytes in all", total)
	}
}

func TestFitDocument_errorHasPage(t *testing.T) {
	p := start(t)
	page := testpic.JPEG(testpic.Scene(320, 200), testpic.JPEGOptions{})
	p.fails(t, "truncated", "", "fitDocument", []any{blob(page), blob(page[:400])})
}

// TestFit_requestsFallback uses no codec at all, which fails as one
// that can't be trusted does.
func TestFit_requestsFallback(t *testing.T) {
	scene := testpic.Scene(400, 300)
	for _, tt := range []struct {
		name string
		file []byte
		last bool   // there is no other program
		code string // of the rejection
	}{
		{"what Go decodes", testpic.BMP(scene), false, ""},
		{"what only browsers decode", testpic.HEIC(400, 300, 1), false, "codec"},
		{"what is wrong with the file itself", testpic.BMP(scene)[:500], false, "truncated"},
		{"in the last program", testpic.BMP(scene), true, "codec"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := newApp(nil)
			a.hasFallback = !tt.last
			p := &program{exports: a.exports()}
			if tt.code != "" {
				p.fails(t, tt.code, "", "fit", blob(tt.file))
			} else if got := p.must(t, "fit", blob(tt.file)); got.Get("fallback").Get("code").String() != "codec" {
				t.Errorf("got %s, want a fallback for codec", asJSON(got))
			}
		})
	}
}

func TestOutputName(t *testing.T) {
	for _, tt := range []struct {
		name   string
		format imageproc.Format
		page   int
		want   string
	}{
		{"IMG_1.jpg", imageproc.JPEG, 0, "IMG_1.jpg"},
		{"IMG_1.JPEG", imageproc.JPEG, 0, "IMG_1.JPEG"},
		{"IMG_1.HEIC", imageproc.JPEG, 0, "IMG_1.jpg"},
		{"wrong.png", imageproc.JPEG, 0, "wrong.jpg"},
		{"wrong.jpg", imageproc.PNG, 0, "wrong.png"},
		{"a.b.webp", imageproc.JPEG, 0, "a.b.jpg"},
		{"no ending", imageproc.JPEG, 0, "no ending.jpg"},
		{"scan 2026.03", imageproc.PNG, 0, "scan 2026.03.png"},
		{"passport.pdf", imageproc.PDF, 0, "passport.pdf"},
		{"passport.jpg", imageproc.PDF, 0, "passport.pdf"},
		{"", imageproc.JPEG, 0, "picture.jpg"},
		{" ", imageproc.PNG, 0, "picture.png"},
		{".heic", imageproc.JPEG, 0, "picture.jpg"},
		{".jpg", imageproc.JPEG, 0, "picture.jpg"},
		{"", imageproc.PDF, 0, "document.pdf"},
		{"Ausweis – Rückseite.tiff", imageproc.JPEG, 0, "Ausweis – Rückseite.jpg"},
		{".", imageproc.JPEG, 0, "..jpg"},
		{"scan.tif", imageproc.JPEG, 2, "scan-2.jpg"},
		{"scan.jpg", imageproc.JPEG, 2, "scan-2.jpg"},
		{"", imageproc.JPEG, 1, "picture-1.jpg"},
	} {
		file := js.Global().Get("File").New([]any{}, tt.name)
		if got := outputName(file, tt.format, tt.page); got != tt.want {
			t.Errorf("%q as %s: got %q, want %q", tt.name, tt.format, got, tt.want)
		}
	}
	if got := outputName(blob(nil), imageproc.JPEG, 0); got != "picture.jpg" {
		t.Errorf("a Blob is %q", got)
	}
	for _, hostile := range []string{"({get name() { throw new Error('no') }})", "({name: 5})", "({})"} {
		if got := outputName(eval(hostile), imageproc.PNG, 0); got != "picture.png" {
			t.Errorf("%s is %q", hostile, got)
		}
	}
}

func TestFit_outputName(t *testing.T) {
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
