//go:build js && wasm

package main

import (
	"fmt"
	"testing"

	"credential-capture/test/testpic"
)

func TestFitDocumentReturnsItsPagesInOrder(t *testing.T) {
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

func TestFitDocumentNamesThePage(t *testing.T) {
	p := start(t)
	page := testpic.JPEG(testpic.Scene(320, 200), testpic.JPEGOptions{})
	promise := p.exports.Call("fitDocument", []any{[]any{blob(page), blob(page[:400])}})
	if _, failed := settle(t, promise); failed == nil || failed.code != "truncated" {
		t.Errorf("got %+v, want truncated", failed)
	}
}
