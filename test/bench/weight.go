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
	wasm := weight{Name: ours + ": capture.wasm"}
	if err := wasm.add(filepath.Join(web, "capture.wasm")); err != nil {
		return nil, err
	}
	rest := weight{Name: ours + ": JS, CSS and one locale"}
	files, err := pageload.Scenarios[0].Files(func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(web, name)) })
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		if err := rest.add(filepath.Join(web, name)); err != nil {
			return nil, err
		}
	}
	list := []weight{{ours, wasm.Raw + rest.Raw, wasm.Brotli + rest.Brotli}, wasm, rest}
	for _, peer := range []struct {
		name  string
		files []string
	}{
		{"browser-image-compression", []string{"browser-image-compression/dist/browser-image-compression.mjs", "browser-image-compression/dist/browser-image-compression.js"}},
		{"compressorjs", []string{"compressorjs/dist/compressor.min.js"}},
		{"image-blob-reduce", []string{"image-blob-reduce/dist/image-blob-reduce.browser.min.js"}},
		{"jsquash", []string{"@jsquash/jpeg/decode.js", "@jsquash/jpeg/encode.js", "@jsquash/jpeg/meta.js", "@jsquash/jpeg/utils.js",
			"@jsquash/jpeg/codec/dec/mozjpeg_dec.js", "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm",
			"@jsquash/jpeg/codec/enc/mozjpeg_enc.js", "@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm",
			"@jsquash/resize/index.js", "@jsquash/resize/meta.js", "@jsquash/resize/util.js",
			"@jsquash/resize/lib/resize/pkg/squoosh_resize.js", "@jsquash/resize/lib/resize/pkg/squoosh_resize_bg.wasm"}},
	} {
		w := weight{Name: peer.name}
		for _, name := range peer.files {
			if err := w.add(filepath.Join(packages, name)); err != nil {
				return nil, err
			}
		}
		list = append(list, w)
	}
	return list, nil
}

func (w *weight) add(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	w11 := brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: 11, LGWin: 24})
	if _, err := w11.Write(b); err != nil {
		return err
	}
	if err := w11.Close(); err != nil {
		return err
	}
	w.Raw += len(b)
	w.Brotli += out.Len()
	return nil
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
