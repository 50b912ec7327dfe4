//go:build js && wasm

package main

import (
	"fmt"
	"strings"
	"syscall/js"
	"testing"

	"credential-capture/imageproc/guidance"
	"credential-capture/internal/jsbridge"
	"credential-capture/test/scene/docscene"
)

func TestAnalyze(t *testing.T) {
	p := start(t)
	pix := jsbridge.Uint8Array(docscene.Paint(docscene.Card, docscene.Fine, 640, 480, 4).Image.Pix)
	for i, tt := range []struct{ options, want string }{
		{`{stream: "a"}`, "ok false"},
		{`{stream: "a"}`, "ok false"},
		{`{stream: "a"}`, "ok true"},
		{`{stream: "a", reset: true}`, "ok false"},
		{`{part: "BACK", type: "ID_CARD", limits: {maxEdgeWidth: 0.5}}`, "blurred false"},
		{`{limits: {edgeWidth: 0.5}}`, "blurred false"}, // deprecated
		{`{limits: {maxEdgeWidth: 3, edgeWidth: 0.5}}`, "ok false"},
	} {
		got := p.must(t, "analyze", pix, 640, 480, 1000+40*i, eval("("+tt.options+")"))
		if s := fmt.Sprint(got.Get("code"), " ", got.Get("ready").Bool()); s != tt.want {
			t.Errorf("%s: %s, want %s: %s", tt.options, s, tt.want, asJSON(got))
		}
		metrics := got.Get("metrics")
		for name, deprecated := range map[string]string{"brightness": "dark", "clipped": "bright"} {
			if v := metrics.Get(name); v.Type() != js.TypeNumber || v.Float() != metrics.Get(deprecated).Float() {
				t.Errorf("metrics.%s is %v, metrics.%s %v", name, v, deprecated, metrics.Get(deprecated))
			}
		}
		if got.Get("quad").Length() != 4 {
			t.Errorf("%s has no outline", asJSON(got))
		}
	}
}

// TestAnalyze_limitNames sets each limit by its name and by its deprecated name.
func TestAnalyze_limitNames(t *testing.T) {
	p := start(t)
	pix := jsbridge.Uint8Array(make([]byte, 16))
	for _, limit := range new(guidance.Limits).All() {
		for _, name := range []string{limit.Name, limit.Deprecated} {
			p.must(t, "analyze", pix, 2, 2, 1, eval("({limits: {"+name+": 0.1}})"))
			for _, bad := range []string{"0", "-1", "Infinity", "NaN", "'1'"} {
				p.fails(t, "bad_option", "limits."+name, "analyze", pix, 2, 2, 1, eval("({limits: {"+name+": "+bad+"}})"))
			}
		}
	}
}

func TestAnalyze_errors(t *testing.T) {
	p := start(t)
	few := jsbridge.Uint8Array(make([]byte, 15))
	for _, tt := range []struct {
		name          string
		width, height any
		options, code string
	}{
		{"too few bytes", 2, 2, `{}`, "internal"},
		{"a width that is no number", "2", 2, `{}`, "bad_option"},
		{"no width", 0, 2, `{}`, "bad_option"},
		{"too wide", 1921, 2, `{}`, "bad_option"},
		{"an unknown option", 2, 2, `{sharp: 1}`, "bad_option"},
		{"an unknown limit", 2, 2, `{limits: {sharp: 1}}`, "bad_option"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p.fails(t, tt.code, "", "analyze", few, tt.width, tt.height, 1, eval("("+tt.options+")"))
		})
	}
	// A face without a cascade.
	p.fails(t, "internal", "", "analyze", jsbridge.Uint8Array(make([]byte, 16)), 2, 2, 1, eval(`({part: "FACE"})`))
	if _, failed := p.call(t, "cascade", few); failed == nil || failed.code != "internal" || !strings.Contains(failed.message, "face.bin") {
		t.Errorf("an invalid cascade: %+v", failed)
	}
}
