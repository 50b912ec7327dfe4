//go:build js && wasm

package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall/js"
	"testing"

	"credential-capture/imageproc"
	"credential-capture/imageproc/gocodec"
	"credential-capture/internal/canvas"
	"credential-capture/internal/jsbridge"
	"credential-capture/test/must"
	"credential-capture/test/testpdf"
	"credential-capture/test/testpic"
)

func TestValidate_report(t *testing.T) {
	p := start(t)
	picture := testpic.JPEG(testpic.Scene(640, 400), testpic.JPEGOptions{Orientation: 6, GPS: true, Comment: true})
	got := p.must(t, "validate", blob(picture))
	want := fmt.Sprintf(`{"advice":[],"alpha":false,"animated":false,"bitDepth":8,"bytes":%d,"fixable":true,"format":"jpeg","height":640,`+
		`"metadata":["exif","gps","comment"],"ok":true,"orientation":6,"pages":1,"problems":[],"progressive":false,"repaired":false,"type":"image/jpeg","width":400}`, len(picture))
	if text := sorted(t, asJSON(got)); text != want {
		t.Errorf("got %s\nwant %s", text, want)
	}
}

func TestValidate_problems(t *testing.T) {
	p := start(t)
	for _, tt := range []struct {
		name    string
		file    []byte
		options string
		want    string // code fixable, …
	}{
		{"fine", testpic.PNG(testpic.Scene(301, 200), testpic.PNGOptions{}), "null", ""},
		{"just too small", testpic.PNG(testpic.Scene(300, 200), testpic.PNGOptions{}), "{}", "too_small false"},
		{"small, but the caller's limit is lower", testpic.PNG(testpic.Scene(300, 200), testpic.PNGOptions{}), "{limits: {minSide: 300}}", ""},
		{"larger than the caller's limit", testpic.PNG(testpic.Scene(400, 301), testpic.PNGOptions{}), "{limits: {maxSide: 399}}", "too_large true"},
		{"as large as the caller's limit", testpic.PNG(testpic.Scene(400, 301), testpic.PNGOptions{}), "{limits: {maxSide: 400}}", ""},
		{"a PDF as a picture", testpdf.New(1, testpdf.Options{}), "{part: 'FACE'}", "unsupported_format false"},
		{"a PDF as a document", testpdf.New(2, testpdf.Options{}), "{part: 'DOCUMENT'}", ""},
		{"a PDF with too many pages", testpdf.New(3, testpdf.Options{}), "{part: 'DOCUMENT', limits: {maxPages: 2}}", "too_many_pages false"},
		{"no bytes", nil, "undefined", "empty false"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := p.must(t, "validate", blob(tt.file), eval(tt.options))
			var got []string
			fixable := true
			for i := range r.Get("problems").Length() {
				problem := r.Get("problems").Index(i)
				got = append(got, fmt.Sprint(problem.Get("code"), " ", problem.Get("fixable").Bool()))
				fixable = fixable && problem.Get("fixable").Bool()
			}
			if text := strings.Join(got, ", "); text != tt.want {
				t.Errorf("got %q, want %q", text, tt.want)
			}
			if r.Get("ok").Bool() != (tt.want == "") || r.Get("fixable").Bool() != fixable {
				t.Errorf("ok is %v and fixable %v with %q", r.Get("ok"), r.Get("fixable"), tt.want)
			}
		})
	}
}

func TestPictureOptions_rejectsByName(t *testing.T) {
	p := start(t)
	picture := blob(testpic.JPEG(testpic.Scene(400, 300), testpic.JPEGOptions{}))
	for _, tt := range []struct{ name, op, options, field string }{
		{"unknown", "validate", "{parts: 'FRONT'}", "parts"},
		{"one of fit's", "validate", "{metadata: 'keep'}", "metadata"},
		{"unknown limit", "validate", "{limits: {maxsize: 5}}", "limits.maxsize"},
		{"limits not an object", "validate", "{limits: 5}", "limits"},
		{"options not an object", "validate", "'FRONT'", ""},
		{"unknown part", "validate", "{part: 'front'}", "part"},
		{"part of another type", "validate", "{part: 7}", "part"},
		{"no limit", "validate", "{limits: {maxSide: 0}}", "limits.maxSide"},
		{"a negative limit", "validate", "{limits: {maxBytes: -1}}", "limits.maxBytes"},
		{"half a pixel", "validate", "{limits: {minSide: 300.5}}", "limits.minSide"},
		{"not a number", "validate", "{limits: {maxPixels: NaN}}", "limits.maxPixels"},
		{"a BigInt", "validate", "{limits: {maxBytes: 5n}}", ""},
		{"endless", "validate", "{limits: {maxPages: Infinity}}", "limits.maxPages"},
		{"a limit as text", "validate", "{limits: {maxSide: '8000'}}", "limits.maxSide"},
		{"more bytes than there are numbers", "validate", "{limits: {maxBytes: 2 ** 53}}", "limits.maxBytes"},
		{"unknown metadata policy", "fit", "{metadata: true}", "metadata"},
		{"unknown orientation policy", "fit", "{orientation: 'left'}", "orientation"},
		{"no quality", "fit", "{quality: 0}", "quality"},
		{"more than all quality", "fit", "{quality: 1.01}", "quality"},
		{"quality in words", "fit", "{quality: 'high'}", "quality"},
		{"unknown preference", "fit", "{prefer: 'fast'}", "prefer"},
		{"formats not a list", "fit", "{limits: {formats: 'jpeg'}}", "limits.formats"},
		{"no formats", "fit", "{limits: {formats: []}}", "limits.formats"},
		{"a format that never goes up", "fit", "{limits: {formats: ['jpeg', 'webp']}}", "limits.formats"},
		{"a part", "fitDocument", "{part: 'DOCUMENT'}", "part"},
		{"a getter that throws", "fit", "{get part() { throw new Error('no') }}", "part"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := any(picture)
			if tt.op == "fitDocument" {
				file = []any{picture}
			}
			_, failed := p.call(t, tt.op, file, eval(tt.options))
			if failed == nil || failed.code != "bad_option" || failed.field != tt.field {
				t.Errorf("got %+v, want bad_option on %q", failed, tt.field)
			}
		})
	}
	p.must(t, "validate", picture, eval("{limits: {maxBytes: 2 ** 53 - 1, minSide: null}}")) // just inside
}

// bytesOf reads a Blob.
func bytesOf(t *testing.T, v js.Value) []byte {
	t.Helper()
	b := must.Get(jsbridge.NewBlob(v))(t)
	return must.Get(io.ReadAll(io.NewSectionReader(b, 0, b.Size())))(t)
}

func TestFit_blobForEveryAction(t *testing.T) {
	scene := testpic.Scene(640, 400)
	plain := testpic.JPEG(scene, testpic.JPEGOptions{})
	private := testpic.JPEG(scene, testpic.JPEGOptions{Orientation: 6, GPS: true, Trailing: []byte("junk")})
	for _, tt := range []struct {
		name    string
		file    []byte
		options string
		want    string // action, width×height, type
		encodes int
	}{
		{"untouched", plain, "null", "untouched 640×400 image/jpeg", 0},
		{"stripped", private, "{}", "stripped 400×640 image/jpeg", 0},
		{"kept", private, "{metadata: 'keep'}", "untouched 400×640 image/jpeg", 0},
		{"baked", private, "{orientation: 'bake'}", "reencoded 400×640 image/jpeg", 1},
		{"downscaled", plain, "{limits: {maxSide: 320, minSide: 100}}", "downscaled 320×200 image/jpeg", 1},
		{"converted", testpic.BMP(scene), "{}", "converted 640×400 image/jpeg", 1},
		{"a document's PDF", testpdf.New(1, testpdf.Options{}), "{part: 'DOCUMENT'}", "untouched 0×0 application/pdf", 0},
	} {
		for _, codec := range []struct {
			name  string
			codec imageproc.Codec
		}{{"Go's codec", gocodec.New()}, {"the browser's", canvas.New()}} {
			t.Run(tt.name+" with "+codec.name, func(t *testing.T) {
				p := &program{exports: newApp(codec.codec).exports()}
				got := p.must(t, "fit", blob(tt.file), eval(tt.options))
				out := got.Get("blob")
				if text := fmt.Sprintf("%v %v×%v %v", got.Get("action"), asJSON(got.Get("width")), asJSON(got.Get("height")), out.Get("type")); text != tt.want {
					t.Errorf("got %s, want %s", text, tt.want)
				}
				written := bytesOf(t, out)
				if n := got.Get("bytes").Int(); n != len(written) {
					t.Errorf("bytes is %d, the Blob has %d", n, len(written))
				}
				if n := got.Get("encodes").Int(); n != tt.encodes || (n > 0) != (got.Get("quality").Type() == js.TypeNumber) {
					t.Errorf("encodes is %d, want %d; quality %v", n, tt.encodes, got.Get("quality"))
				}
				if text := got.Get("action").String(); (text == "untouched") != bytes.Equal(written, tt.file) {
					t.Errorf("%s, and equal to the input: %v", text, bytes.Equal(written, tt.file))
				}
				if n := got.Get("report").Get("bytes").Int(); n != len(tt.file) {
					t.Errorf("the report is of %d bytes, the input has %d", n, len(tt.file))
				}
				if bytes.Contains(written, []byte("junk")) && tt.name != "kept" {
					t.Error("trailing bytes are still there")
				}
			})
		}
	}
}

func TestFit_progress(t *testing.T) {
	p := start(t)
	var stages []string
	last := -1.0
	listener := js.FuncOf(func(_ js.Value, args []js.Value) any {
		stage, fraction := args[0].Get("stage").String(), args[0].Get("fraction").Float()
		if !slices.Contains(stages, stage) {
			stages = append(stages, stage)
		}
		if fraction < last || fraction > 1 {
			t.Errorf("fraction %v after %v", fraction, last)
		}
		last = fraction
		return nil
	})
	defer listener.Release()
	// What the page's listener throws is not a failure of the fit.
	throws := eval("listen => progress => { listen(progress); throw new Error('no') }").Invoke(listener)
	promise := p.exports.Call("fit", []any{blob(testpic.BMP(testpic.Scene(400, 300)))}, js.Undefined(), throws)
	if _, failed := settle(t, promise); failed != nil {
		t.Fatalf("%+v", *failed)
	}
	if got, want := strings.Join(stages, " "), "inspect decode encode check"; got != want || last != 1 {
		t.Errorf("got %q up to %v, want %q up to 1", got, last, want)
	}
}

func TestFit_concurrent(t *testing.T) {
	p := &program{exports: newApp(canvas.New()).exports()}
	wide := p.exports.Call("fit", []any{blob(testpic.BMP(testpic.Scene(640, 400)))})
	tall := p.exports.Call("fit", []any{blob(testpic.BMP(testpic.Scene(350, 500)))})
	for _, tt := range []struct {
		promise js.Value
		width   int
	}{{tall, 350}, {wide, 640}} {
		got, failed := settle(t, tt.promise)
		if failed != nil || got.Get("width").Int() != tt.width {
			t.Errorf("got %v, %+v, want %d px", got, failed, tt.width)
		}
	}
}

func TestFit_abort(t *testing.T) {
	p := &program{exports: newApp(canvas.New()).exports()}
	picture := blob(testpic.BMP(testpic.Scene(640, 400)))
	t.Run("before it begins", func(t *testing.T) {
		wantFailure(t, p.exports.Call("fit", []any{picture}, eval("AbortSignal.abort()")), "aborted", "")
	})
	t.Run("while it works", func(t *testing.T) {
		controller := js.Global().Get("AbortController").New()
		abort := js.FuncOf(func(_ js.Value, args []js.Value) any {
			controller.Call("abort")
			return nil
		})
		defer abort.Release()
		wantFailure(t, p.exports.Call("fit", []any{picture}, controller.Get("signal"), abort), "aborted", "")
	})
	t.Run("by what is no signal", func(t *testing.T) {
		wantFailure(t, p.exports.Call("fit", []any{picture}, 7), "bad_option", "signal")
	})
}
