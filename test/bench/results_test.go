package main

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"credential-capture/test/testpic"
)

func TestMedian(t *testing.T) {
	for _, tt := range []struct {
		name   string
		values []float64
		want   float64
	}{
		{"none", nil, 0}, {"one", []float64{7}, 7}, {"odd", []float64{9, 1, 5}, 5}, {"even", []float64{4, 1, 3, 2}, 2.5},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := median(tt.values); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestAffordable(t *testing.T) {
	for _, tt := range []struct {
		name        string
		requested   int
		round, left time.Duration
		want        int
	}{
		{"time enough", 5, time.Second, time.Minute, 5},
		{"time for four", 5, time.Minute, 3 * time.Minute, 4},
		{"no time: still three", 5, time.Minute, -time.Minute, 3},
		{"two requested", 2, time.Minute, -time.Minute, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := affordable(tt.requested, tt.round, tt.left); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestSummarize(t *testing.T) {
	p := &picture{name: "x", width: 40, height: 30}
	good := &output{bytes: 100, width: 40, height: 30, format: "jpeg", psnr: 40}
	ran := func(ms, task float64, o *output) sample {
		return sample{Ms: ms, LongTask: task, peakMemory: ms, output: o}
	}
	for _, tt := range []struct {
		name    string
		samples []sample
		fits    bool
		ms      float64
	}{
		{"three", []sample{ran(3, 0, good), ran(1, 80, good), ran(2, 0, good)}, true, 2},
		{"too many bytes once", []sample{ran(1, 0, good), ran(1, 0, &output{bytes: maxBytes + 1, width: 40, height: 30, format: "jpeg"})}, false, 1},
		{"too wide", []sample{ran(1, 0, &output{bytes: 1, width: maxSide + 1, height: 30, format: "jpeg"})}, false, 1},
		{"on its side", []sample{ran(1, 0, &output{bytes: 1, width: 30, height: 40, format: "jpeg"})}, false, 1},
		{"another format", []sample{ran(1, 0, &output{bytes: 1, width: 40, height: 30, format: "webp"})}, false, 1},
		{"failed", []sample{{Error: "no"}}, false, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := summarize(p, tool{name: "t", kind: "peer"}, tt.samples)
			if r.Fits != tt.fits || r.Ms != tt.ms || r.Rounds != len(tt.samples) {
				t.Errorf("got %+v", r)
			}
			if tt.name == "three" && (r.LongTask != 80 || r.MsMin != 1 || r.MsMax != 3 || r.PeakRSS != 2 || r.PSNR != 40) {
				t.Errorf("got %+v", r)
			}
		})
	}
}

func TestSameScan(t *testing.T) {
	const segments, data = "\xff\xd8\xff\xe1\x00\x04ab", "\xff\xda\x00\x04abpixels\xff\xd9"
	for _, tt := range []struct {
		name, a, b string
		want       bool
	}{
		{"the same", segments + data, segments + data, true},
		{"metadata gone", segments + data, "\xff\xd8" + data, true},
		{"trailing bytes gone", segments + data + "video", "\xff\xd8" + data, true},
		{"other pixels", segments + data, segments + strings.Replace(data, "pix", "wax", 1), false},
		{"cut", segments + data, segments + data[:9], false},
		{"no JPEG", "\x89PNG", "\x89PNG", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := sameScan([]byte(tt.a), []byte(tt.b)); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestEighths(t *testing.T) {
	for side, want := range map[int]int{8000: 8, 8001: 7, 8064: 7, 12000: 5, 4032: 8, 64000: 1} {
		if got := eighths(side, maxSide); got != want {
			t.Errorf("%d px: %d/8, want %d/8", side, got, want)
		}
	}
}

// someResults has every kind of result, and names that must be escaped.
func someResults() *results {
	r := &results{machine: "a machine", rounds: 5, notes: []string{"A note."}}
	pxIn := map[string]int{"12 MP": 8000 * 6000, "48 MP": 8064 * 6048}
	add := func(image, kind, tool string, k string, ms float64, fits bool, psnr float64) {
		r.rows = append(r.rows, row{Image: image, Case: kind, Tool: tool, Kind: k, Ms: ms, Fits: fits, PSNR: psnr,
			Bytes: 9_000_000, BytesIn: 20_000_000, Width: 8000, Height: 6000, PxIn: pxIn[image], GPSLeft: strings.HasPrefix(tool, "a "), PeakRSS: 100 * ms, Rounds: 5})
	}
	add("12 MP", "fits", ours, "ours", 10, true, testpic.Identical)
	add("12 MP", "fits", "a <peer> & co", "peer", 400, true, 40)
	add("12 MP", "fits", "quick | wrong", "peer", 210, true, testpic.Identical)
	add("12 MP", "fits", "slow", "peer", 9000, true, 40)
	add("48 MP", "must_shrink", ours, "ours", 20, true, 38)
	add("48 MP", "must_shrink", "quick | wrong", "peer", 10, false, 50)
	add("48 MP", "must_shrink", "a <peer> & co", "peer", 30, true, 40)
	add("48 MP", "must_shrink", "compressorjs", "peer", 22, false, 40) // not measured with every picture
	add("48 MP", "must_shrink", faithful, "option", 26, true, 38)
	add("48 MP", "must_shrink", "bare", "reference", 20, true, 38)
	r.rows[0].SameData, r.rows[0].Action = true, "stripped"
	r.rows = append(r.rows, row{Image: "48 MP", Case: "must_shrink", Tool: "slow", Kind: "peer", Error: "it <broke>"})
	add("48 MP to 40 px", "same_size", ours, "ours", 25, true, 38)
	add("48 MP to 40 px", "same_size", "bare", "reference", 20, true, 38)
	r.equal = []equalBytes{{Image: "48 MP", Tool: "a <peer> & co", Kind: "peer", ToolPSNR: 40, Bytes: 9_000_000, PSNR: 41, Gain: 1},
		{Image: "48 MP", Tool: "slow", Kind: "peer", ToolPSNR: 41, Bytes: 9_000_000, PSNR: 40.5, Gain: -0.5}}
	r.weights = []weight{{"ours", 10, 5}}
	r.starts = []start{{"start", 100, 90, 200, 5}}
	r.criteria = evaluate(r.rows, r.equal)
	return r
}

func TestEvaluate(t *testing.T) {
	met := map[string]bool{}
	for _, b := range someResults().criteria {
		met[b.Image+": "+b.Name] = b.OK
	}
	for name, want := range map[string]bool{
		"12 MP: a twentieth of the fastest peer's time":                            true,
		"12 MP: pixel data untouched":                                              true,
		"48 MP: fits, every time":                                                  true,
		"48 MP: not slower than the fastest peer that gets it right":               true,  // 20 of 30: the quick peer is wrong
		"48 MP: twice as fast as the median peer":                                  false, // 20 of 22/2
		"48 MP: nine tenths of compressorjs's time":                                false, // 20 of 19.8
		"48 MP: 0.8 of the leanest peer's memory":                                  true,  // 2000 of 3000
		"48 MP: as close to the reference as slow at its bytes":                    false,
		"48 MP: page's longest task":                                               true,
		"48 MP, fidelity: at most 1.25 of the time of the browser's own functions": false, // 26 of 25
		"48 MP to 40 px: at most 1.25 of the time of the browser's own functions":  true,
	} {
		if got, judged := met[name]; !judged || got != want {
			t.Errorf("%s: %v (judged: %v), want %v", name, got, judged, want)
		}
	}
}

func TestNextLimit(t *testing.T) {
	for _, tt := range []struct{ limit, got, target, want int }{
		{1000, 500, 1000, 1980}, {1000, 1200, 1000, 825}, {1980, 990, 1000, 1980},
	} {
		if got := nextLimit(tt.limit, tt.got, tt.target); got != tt.want {
			t.Errorf("%+v: got %d", tt, got)
		}
	}
}

func TestTables(t *testing.T) {
	tb := tabulate([]string{"tool", "ms:"}, []string{"å 5", "long_name 1234"}, strings.Fields)
	if got, want := tb.String(), "| tool      |   ms |\n|-----------|-----:|\n| å         |    5 |\n| long_name | 1234 |\n"; got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestChart_isXML(t *testing.T) {
	drawn := chart(someResults())
	d := xml.NewDecoder(strings.NewReader(drawn))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"a &lt;peer&gt; &amp; co", "prefers-color-scheme:dark", `class="ours"`, `class="missed"`, "failed: it &lt;broke&gt;"} {
		if !strings.Contains(drawn, want) {
			t.Errorf("the chart lacks %s", want)
		}
	}
}

// choice is the first table of the page of someResults.
const choice = `
| picture                        | tool                         |    time |    × |   MB | page freeze |    memory |    × | what is lost                                              |
|--------------------------------|------------------------------|--------:|-----:|-----:|------------:|----------:|-----:|-----------------------------------------------------------|
| 12 MP<br>20.0 MB, fits already | **credential-capture**       |   10 ms | 1.0× | 9.00 |        0 ms |   1000 MB | 1.0× | metadata                                                  |
|                                | a <peer> & co                |  400 ms |  40× | 9.00 |        0 ms |  40000 MB |  40× | encoded again: 40.0 dB, **GPS is left in**                |
|                                | quick \| wrong               |  210 ms |  21× | 9.00 |        0 ms |  21000 MB |  21× | nothing                                                   |
|                                | slow                         | 9000 ms | 900× | 9.00 |        0 ms | 900000 MB | 900× | encoded again: 40.0 dB                                    |
| 48 MP<br>20.0 MB, must shrink  | **credential-capture**       |   20 ms | 1.0× | 9.00 |        0 ms |   2000 MB | 1.0× | 2 % of the px, encoded again: 38.0 dB                     |
|                                | quick \| wrong               |   10 ms | 0.5× | 9.00 |        0 ms |   1000 MB | 0.5× | **not accepted**, 2 % of the px, encoded again: 50.0 dB   |
|                                | a <peer> & co                |   30 ms | 1.5× | 9.00 |        0 ms |   3000 MB | 1.5× | 2 % of the px, encoded again: 40.0 dB, **GPS is left in** |
|                                | credential-capture, fidelity |   26 ms | 1.3× | 9.00 |        0 ms |   2600 MB | 1.3× | 2 % of the px, encoded again: 38.0 dB                     |
|                                | slow                         |       – |      |      |             |           |      | failed: it <broke>                                        |
`

func TestDocuments(t *testing.T) {
	r, folder := someResults(), t.TempDir()
	text, err := r.document("2026-01-02")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"This run: 2026-01-02", "### 48 MP: ", "4 of 18 are not met", choice, "A note.", `quick \| wrong`} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if err := r.writeDocs(folder); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(filepath.Join(folder, "benchmarks.svg")); err != nil || string(b) != chart(r) {
		t.Errorf("benchmarks.svg differs from the chart: %v", err)
	}
	if all := r.list(); len(all) != len(r.rows)+len(r.equal)+2+len(r.criteria) {
		t.Errorf("the list has %d objects", len(all))
	}
}

func TestInterpolatedPSNR(t *testing.T) {
	for _, tt := range []struct {
		name string
		e    equalBytes
		want float64
	}{
		{"near enough as it is", equalBytes{ToolBytes: 1000, Bytes: 980, PSNR: 40}, 40},
		{"half-way between two qualities", equalBytes{ToolBytes: 2000, Bytes: 1000, PSNR: 40, Above: 4000, AbovePSNR: 44}, 42},
		{"just above the lower one", equalBytes{ToolBytes: 1000, Bytes: 1000, PSNR: 40, Above: 4000, AbovePSNR: 44}, 40},
		{"nothing was made", equalBytes{ToolBytes: 1000}, 0},
	} {
		if got := tt.e.interpolatedPSNR(); math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
