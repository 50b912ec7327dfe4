package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"

	"github.com/andybalholm/brotli"

	"credential-capture/tools/pageload"
)

// weight is what a page must load, in bytes: plain, and each file as brotli -q 11.
type weight struct {
	Name   string `json:"weight"`
	Raw    int    `json:"raw"`
	Brotli int    `json:"brotli"`
}

// weights lists ours, in total and in parts, and the peers' scripts.
func weights(web, packages string) ([]weight, error) {
	files, err := pageload.Scenarios[0].Files(func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(web, name)) })
	if err != nil {
		return nil, err
	}
	list := []weight{{Name: ours}}
	for _, part := range []struct {
		name, folder string
		files        []string
	}{
		{ours + ": capture.wasm", web, []string{"capture.wasm"}},
		{ours + ": JS, CSS and one locale", web, files},
		{"browser-image-compression", packages + "/browser-image-compression/dist",
			[]string{"browser-image-compression.mjs", "browser-image-compression.js"}},
		{"compressorjs", packages + "/compressorjs/dist", []string{"compressor.min.js"}},
		{"image-blob-reduce", packages + "/image-blob-reduce/dist", []string{"image-blob-reduce.browser.min.js"}},
		{"jsquash", packages + "/@jsquash", []string{"jpeg/decode.js", "jpeg/encode.js", "jpeg/meta.js", "jpeg/utils.js",
			"jpeg/codec/dec/mozjpeg_dec.js", "jpeg/codec/dec/mozjpeg_dec.wasm",
			"jpeg/codec/enc/mozjpeg_enc.js", "jpeg/codec/enc/mozjpeg_enc.wasm",
			"resize/index.js", "resize/meta.js", "resize/util.js",
			"resize/lib/resize/pkg/squoosh_resize.js", "resize/lib/resize/pkg/squoosh_resize_bg.wasm"}},
	} {
		w := weight{Name: part.name}
		for _, name := range part.files {
			b, err := os.ReadFile(filepath.Join(part.folder, name))
			if err != nil {
				return nil, err
			}
			w.Raw, w.Brotli = w.Raw+len(b), w.Brotli+brotlied(b)
		}
		if part.folder == web {
			list[0].Raw, list[0].Brotli = list[0].Raw+w.Raw, list[0].Brotli+w.Brotli
		}
		list = append(list, w)
	}
	return list, nil
}

// brotlied returns the size after compression. Writing to memory never fails.
func brotlied(b []byte) int {
	var out bytes.Buffer
	w := brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: 11, LGWin: 24})
	_, _ = w.Write(b)
	_ = w.Close()
	return out.Len()
}

// start is how long ours takes to become callable, over loopback with nothing in any
// cache, ms.
type start struct {
	Name   string  `json:"start"`
	Ms     float64 `json:"ms"` // median
	MsMin  float64 `json:"ms_min"`
	MsMax  float64 `json:"ms_max"`
	Rounds int     `json:"rounds"`
}

func (b *bench) starts() ([]start, error) {
	var list []start
	for _, s := range []struct{ name, function string }{
		{"load() to ready, the worker's start included", "loadToReady"},
		{"fetch to ready, in the worker", "fetchToReady"},
	} {
		var times []float64
		for range b.rounds {
			ms, err := b.start(s.function)
			if err != nil {
				return nil, err
			}
			times = append(times, ms)
		}
		list = append(list, start{s.name, round1(median(times)), round1(slices.Min(times)), round1(slices.Max(times)), b.rounds})
	}
	return list, nil
}

func (b *bench) start(function string) (ms float64, err error) {
	p, err := b.open()
	if err != nil {
		return 0, err
	}
	defer p.close()
	err = p.call(pageTimeout, &ms, `(name => import("/page/start.js").then(module => module[name]()))`, function)
	return ms, err
}
