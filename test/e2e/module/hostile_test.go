package module

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/e2e/drive"
	"credential-capture/test/hostile"
	"credential-capture/test/must"
)

// sample returns n: a browser gets one of n files. The test of test/hostile gives all to the
// same Go code, natively.
func sample() int {
	if drive.Sweep == "all" {
		return 100
	}
	return 400
}

// judgeFile makes a file fit and says what became of it, and in how many ms. A picture that
// passes must be one that passes again.
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
