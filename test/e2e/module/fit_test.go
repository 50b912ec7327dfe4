package module

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/e2e/drive"
	"credential-capture/test/hostile"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

// TestFit_withoutDecoding strips GPS from a photo without a decoder or a canvas, on the page's thread.
func TestFit_withoutDecoding(t *testing.T) {
	p := drive.SharedModule(t, "{worker: false}")
	// The one probe of the browser's canvas is over once a picture has been encoded.
	if o := p.Fit(drive.File(t, "large.jpg", drive.Card()), "{limits: {maxSide: 800}}"); !o.OK {
		t.Fatalf("%+v", o)
	}
	p.Eval(`(() => {
		window.decodes = 0;
		window.real = {};
		for (const name of ["createImageBitmap", "OffscreenCanvas", "ImageDecoder", "Image"]) {
			real[name] = window[name];
			if (real[name]) window[name] = new Proxy(real[name], {
				apply(f, self, args) { decodes++; return Reflect.apply(f, self, args); },
				construct(f, args) { decodes++; return Reflect.construct(f, args); },
			});
		}
		const element = document.createElement;
		document.createElement = function (name, ...rest) { if (/^(canvas|img)$/i.test(name)) decodes++; return element.call(this, name, ...rest); };
	})()`, nil)
	content := testpic.JPEG(testpic.Scene(640, 480), testpic.JPEGOptions{Quality: 92, EXIF: true, GPS: true, Orientation: 6})
	photo := drive.File(t, "photo.jpg", content)
	o := p.Fit(photo, "{}")
	if !o.OK || o.Value.Action != "stripped" {
		t.Fatalf("got %+v, want action stripped", o)
	}
	if o.Value.Type != "image/jpeg" || o.Value.Size != o.Value.Bytes || o.Value.Size >= int64(len(content)) {
		t.Errorf("got %+v: want a smaller JPEG", o.Value)
	}
	if o.Value.Width != 480 || o.Value.Height != 640 {
		t.Errorf("got %d×%d, want it upright: 480×640", o.Value.Width, o.Value.Height)
	}
	decodes := drive.Value[int](p, "decodes")
	if decodes != 0 {
		t.Errorf("%d decodes or canvases, want none", decodes)
	}

	t.Run("keep", func(t *testing.T) {
		o := p.Fit(photo, `{metadata: "keep"}`)
		if !o.OK || o.Value.Action != "untouched" || o.Value.Size != int64(len(content)) {
			t.Errorf("got %+v, want the same bytes", o)
		}
	})
	t.Run("bake must decode", func(t *testing.T) {
		o := p.Fit(photo, `{orientation: "bake"}`)
		p.Eval("decodes", &decodes)
		if !o.OK || decodes == 0 {
			t.Errorf("got %+v with %d decodes: the counter counts nothing", o, decodes)
		}
	})
	p.Eval(`delete document.createElement; void Object.assign(window, real)`, nil)
}

// TestFit_inWorker scales a photo of 48 MP down under two preferences, then others of 1.6 MP, in
// one page: the page's thread calls no codec, and Go's heap holds headers, not pixels, and doesn't
// grow.
func TestFit_inWorker(t *testing.T) {
	const maxHeap = 48_000_000 // a quarter of the pixels of the first
	p := drive.Module(t, "{}")
	photo := drive.File(t, "large.jpg", drive.Large())
	watchPageThread(p)
	for prefer, want := range map[string][2]int{"balanced": {4032, 3024}, "fidelity": {8000, 6000}} {
		o := p.Fit(photo, fmt.Sprintf("{prefer: %q}", prefer))
		if !o.OK || o.Value.Action != "downscaled" || o.Value.Width != want[0] || o.Value.Height != want[1] {
			t.Fatalf("%s: got %+v, want it downscaled to %v", prefer, o, want)
		}
		if o.Value.Bytes > 15_000_000 {
			t.Errorf("%s: %d bytes", prefer, o.Value.Bytes)
		}
		t.Logf("%s, 48 MP: %.0f ms", prefer, o.Value.Ms)
	}
	card := drive.File(t, "card.jpg", drive.Card())
	var heap, wasm [8]float64
	for i := range heap {
		if i > 0 {
			if o := p.Fit(card, "{limits: {maxSide: 1500}}"); !o.OK || o.Value.Action != "downscaled" {
				t.Fatalf("fit %d: %+v", i+1, o)
			}
		}
		stats := drive.Value[struct{ GoHeapBytes, WasmBytes float64 }](p, "capture.stats()")
		if heap[i], wasm[i] = stats.GoHeapBytes, stats.WasmBytes; heap[i] > maxHeap {
			t.Errorf("fit %d: Go's heap is %.1f MB, want at most %.0f", i+1, heap[i]/1e6, maxHeap/1e6)
		}
		// A tenth is what garbage that has just not been collected makes of it.
		if i > 2 && (heap[i] > 1.1*heap[2] || wasm[i] > 1.1*wasm[2]) {
			t.Errorf("fit %d: Go's heap is %.1f MB, %.1f after the third; the wasm's memory is %.1f MB, %.1f", i+1, heap[i]/1e6, heap[2]/1e6, wasm[i]/1e6, wasm[2]/1e6)
		}
	}
	t.Logf("Go's heap in bytes %.0f, the wasm's memory %.0f", heap, wasm)
	if calls := pageThreadCalls(p); len(calls) > 0 {
		t.Errorf("the page's own thread calls %v", calls)
	}
}

// watchPageThread records what takes long where the page's own thread calls it: codecs, reads
// of pixels, and wasm.
func watchPageThread(p *drive.Page) {
	p.T.Helper()
	p.Eval(`(() => {
		window.calls = [];
		for (const [of, names] of [[window, ["createImageBitmap"]], [OffscreenCanvas.prototype, ["convertToBlob"]], [HTMLCanvasElement.prototype, ["toBlob", "toDataURL"]],
			[CanvasRenderingContext2D.prototype, ["drawImage", "getImageData"]], [OffscreenCanvasRenderingContext2D.prototype, ["drawImage", "getImageData"]],
			[HTMLImageElement.prototype, ["decode"]], [WebAssembly, ["instantiate", "instantiateStreaming", "compile"]]]) for (const name of names) {
			const real = of[name];
			of[name] = function (...args) { calls.push(name); return real.apply(this, args); };
		}
	})()`, nil)
}

func pageThreadCalls(p *drive.Page) []string {
	p.T.Helper()
	return drive.Value[[]string](p, "calls")
}

// TestFit_sparse2GB fits a sparse file of 2 GB that begins as a JPEG.
func TestFit_sparse2GB(t *testing.T) {
	path := drive.File(t, "giant.jpg", drive.Card())
	must.Succeed(t, os.Truncate(path, 2<<30))
	p := drive.SharedModule(t, "{}")
	// The zeros behind the picture are trailing bytes: stripping drops them unread.
	o := p.Fit(path, "{}")
	if !o.OK || o.Value.Action != "stripped" || o.Value.Bytes > int64(len(drive.Card())) {
		t.Errorf("got %+v", o)
	}
}

// TestValidate_agreesWithFit: what validate calls fixable is fitted, and what it doesn't is refused for
// the same reason.
func TestValidate_agreesWithFit(t *testing.T) {
	p := drive.SharedModule(t, "{}")
	tiff := testpic.TIFF(testpic.Scene(800, 600), 1)
	short := func(tag uint16, value string) string {
		return string([]byte{byte(tag), byte(tag >> 8)}) + "\x03\x00\x01\x00\x00\x00" + value
	}
	jpeg2000 := testpic.Edit(tiff, short(259, "\x08\x00"), short(259, "\x98\x87"))
	raw := testpic.Edit(tiff, short(262, "\x02\x00"), short(262, "\x23\x80"))
	for _, tt := range []struct {
		name    string
		content []byte
		coding  string // of the refusal; "-" for none
		fixable bool
	}{
		{"whole.tif", tiff, "", true},
		{"pages.tif", testpic.TIFFPages(testpic.Scene(400, 300), testpic.Scene(500, 300)), "", true},
		{"jpeg2000.tif", jpeg2000, "JPEG 2000", false},
		{"raw.dng", raw, "camera raw", false},
		{"broken.heic", testpic.HEIC(800, 600, 1), "-", false},
		{"broken.avif", testpic.AVIF(800, 600, 1), "-", false},
		{"whole.webp", testpic.WebP(testpic.Scene(800, 600), testpic.WebPOptions{}), "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p.Give(drive.File(t, tt.name, tt.content))
			var got struct {
				Fixable                bool
				Codes, Coding, Refusal string
			}
			p.Eval(`(async () => {
				const file = document.querySelector("#files").files[0];
				const {fixable, problems} = await capture.validate(file);
				const refusal = await capture.fit(file).then(() => "", e => e.code);
				return {fixable, codes: problems.map(p => p.code).join(), coding: problems[0].details.coding ?? (fixable ? "" : "-"), refusal};
			})()`, &got)
			if got.Fixable != tt.fixable || got.Codes != "unsupported_format" || got.Coding != tt.coding || (got.Refusal == "") != tt.fixable ||
				!tt.fixable && got.Refusal != "unsupported_format" {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// TestFitDocument_pagesOfTIFF makes each page of a TIFF a page of the document.
func TestFitDocument_pagesOfTIFF(t *testing.T) {
	p := drive.SharedModule(t, "{}")
	p.Give(drive.File(t, "scan.tif", testpic.TIFFPages(testpic.Scene(400, 300), testpic.Scene(500, 300))))
	drive.Is(p, "pages and advice", `(async () => {
		const file = document.querySelector("#files").files[0];
		const pages = await capture.fitDocument([file]);
		const {advice} = await capture.validate(file);
		return pages.map(p => [p.name, p.width, p.report.pages].join(" ")).join() + ";" + advice.map(a => a.code + a.details.pages);
	})()`, "scan-1.jpg 400 1,scan-2.jpg 500 1;first_page2")
}

// sample returns n: a browser gets every nth file. The test of test/hostile runs the same Go code
// natively on all.
func sample() int {
	if drive.Sweep == "all" {
		return 100
	}
	return 400
}

// judgeFile fits a file and returns the error code and the time, ms. The result must be valid.
const judgeFile = `window.judge = async bytes => {
	const began = performance.now();
	const file = new Blob([bytes]);
	const code = await capture.fit(file).then(async ({blob}) => (await capture.validate(blob)).ok ? "" : "uploaded", e => e.code ?? e.name);
	return {code, ms: performance.now() - began};
}`

type judged struct {
	Code fault.Code
	Ms   float64
}

// TestFit_corpus fits a sample of test/hostile with the browser's codecs, in one page.
func TestFit_corpus(t *testing.T) {
	p := drive.SharedModule(t, "{}")
	p.Eval(judgeFile, nil)
	var batch []hostile.File
	n, coded := 0, 0
	slowest := judged{}
	send := func() {
		contents := make([][]byte, len(batch))
		for i, f := range batch {
			contents[i] = f.Content
		}
		text := must.Get(json.Marshal(contents))(t) // base64
		got := drive.Value[[]judged](p, fmt.Sprintf(`(async () => { const all = []; for (const text of %s) all.push(await judge(Uint8Array.from(atob(text ?? ""), c => c.charCodeAt(0)))); return all; })()`, text))
		for i, g := range got {
			switch {
			case g.Code == "" && batch[i].MayPass:
				continue
			case !slices.Contains(hostile.Codes, g.Code):
				t.Errorf("%s ends in %q", batch[i].Name, g.Code)
			}
			coded++
			if g.Ms > slowest.Ms {
				slowest = g
			}
		}
		batch = batch[:0]
	}
	all := 0
	for f := range hostile.Corpus() {
		if all++; all%sample() != 0 && f.MayPass || len(f.Content) > 1<<20 {
			continue
		}
		n++
		if batch = append(batch, f); len(batch) == 20 {
			send()
		}
	}
	send()
	t.Logf("%d of %d files, %d ended in a code, the slowest in %.0f ms (%s)", n, all, coded, slowest.Ms, slowest.Code)
	if after := drive.Value[drive.Outcome[any]](p, `outcome(capture.stats())`); !after.OK {
		t.Errorf("after all of them: %+v", after)
	}
}

// TestFit_blob2GB fits a Blob of 2 GB of the same megabyte.
func TestFit_blob2GB(t *testing.T) {
	p := drive.SharedModule(t, "{}")
	for _, tt := range []struct{ name, first string }{{"of nothing", `""`}, {"behind a JPEG's first bytes", `"\xff\xd8\xff\xe1"`}, {"behind a PDF's first bytes", `"%PDF-1.4"`}} {
		t.Run(tt.name, func(t *testing.T) {
			var got struct {
				Size, Ms, Heap float64
				Code           fault.Code
			}
			p.Eval(`(async () => {
				const piece = new Blob([new Uint8Array(1 << 20)]);
				const file = new Blob([Uint8Array.from(`+tt.first+`, c => c.charCodeAt(0)), ...Array(2048).fill(piece)]);
				const began = performance.now();
				const code = await capture.fit(file).then(r => r.action, e => e.code ?? e.name);
				return {size: file.size, ms: performance.now() - began, code, heap: (await capture.stats()).goHeapBytes};
			})()`, &got)
			t.Logf("%+v", got)
			if !slices.Contains(hostile.Codes, got.Code) || got.Size < 1<<31 || got.Heap > 32e6 {
				t.Errorf("got %+v, want a code and little memory", got)
			}
		})
	}
}
