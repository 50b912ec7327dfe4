package main

import (
	"bytes"
	"os"
	"path/filepath"

	"github.com/andybalholm/brotli"

	"credential-capture/tools/pageload"
)

// weight is what a page must load: bytes as they are, and each file as brotli -q 11.
type weight struct {
	Name   string `json:"weight"`
	Raw    int    `json:"raw"`
	Brotli int    `json:"brotli"`
}

// weights lists ours, whole and in parts, and the peers' scripts.
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
	packed, err := squeeze(b)
	w.Raw += len(b)
	w.Brotli += packed
	return err
}

func squeeze(b []byte) (int, error) {
	var out bytes.Buffer
	w := brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: 11, LGWin: 24})
	if _, err := w.Write(b); err != nil {
		return 0, err
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	return out.Len(), nil
}
