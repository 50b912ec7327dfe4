package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/bits"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/evanw/esbuild/pkg/api"
)

// minify removes comments and white space from scripts and styles, shortens local names,
// and shrinks a wasm. Other files stay as they are.
func minify(name string, content []byte) ([]byte, error) {
	loader := api.LoaderJS
	switch {
	case strings.HasSuffix(name, ".wasm"):
		return shrink(content)
	case strings.HasSuffix(name, ".css"):
		loader = api.LoaderCSS
	case !strings.HasSuffix(name, ".js"):
		return content, nil
	}
	r := api.Transform(string(content), api.TransformOptions{
		Loader: loader, Engines: browsers, Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsNone,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
	})
	if len(r.Errors) > 0 {
		return nil, errors.New(r.Errors[0].Text)
	}
	return r.Code, nil
}

// write writes content with its compressed forms, unless they exist, and records the
// size of the brotli form. Files are compressed side by side; p.jobs.Wait ends it.
func (p *packer) write(name string, content []byte) error {
	for _, suffix := range []string{"", ".br", ".gz"} {
		p.written[name+suffix] = true
	}
	target := filepath.Join(p.to, filepath.FromSlash(name))
	if old, err := os.ReadFile(target); err == nil && bytes.Equal(old, content) {
		if br, err := os.Stat(target + ".br"); err == nil {
			p.record(name, int(br.Size()))
			return nil
		}
	}
	p.jobs.Go(func() error { return p.compress(name, target, content) })
	return nil
}

func (p *packer) record(name string, brotli int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.brotli[name] = brotli
}

func (p *packer) compress(name, target string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	br, err := brotlied(name, content, p.kept)
	if err != nil {
		return err
	}
	var gz bytes.Buffer
	zip, err := gzip.NewWriterLevel(&gz, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := zip.Write(content); err != nil {
		return err
	}
	if err := zip.Close(); err != nil {
		return err
	}
	// The .br is removed first and written last: where it exists, all three are whole.
	if err := os.Remove(target + ".br"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, f := range []struct {
		suffix string
		bytes  []byte
	}{{"", content}, {".gz", gz.Bytes()}, {".br", br}} {
		if err := os.WriteFile(target+f.suffix, f.bytes, 0o644); err != nil {
			return err
		}
	}
	p.record(name, len(br))
	return nil
}

// removeStale removes the files of an older build.
func (p *packer) removeStale() error {
	return filepath.WalkDir(p.to, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(p.to, path)
		if err == nil && !p.written[filepath.ToSlash(name)] {
			err = os.Remove(path)
		}
		return err
	})
}

// maxAge is how long a compressed wasm is kept after its last use.
const maxAge = 7 * 24 * time.Hour

// brotlied returns the brotli form of a file. That of a wasm, which takes 17 s of CPU time, is
// read from the folder kept where a build has left it; kept may be "". The window is the smallest
// that holds the content: 2^24 costs half of a small file's time, and a few bytes.
func brotlied(name string, content []byte, kept string) ([]byte, error) {
	file := ""
	if kept != "" && strings.HasSuffix(name, ".wasm") {
		file = filepath.Join(kept, fmt.Sprintf("%x.br", sha256.Sum256(content)))
		if br, err := os.ReadFile(file); err == nil && holds(br, content) {
			now := time.Now()
			_ = os.Chtimes(file, now, now)
			return br, nil
		}
	}
	quality := brotli.BestCompression
	if strings.HasPrefix(name, "selftest/") {
		quality = 9 // pictures: 11 saves 2 %, and takes 6 s of CPU time instead of 0.3
	}
	var br bytes.Buffer
	w := brotli.NewWriterOptions(&br, brotli.WriterOptions{Quality: quality, LGWin: min(max(bits.Len(uint(len(content)+16)), 16), 24)})
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if file != "" {
		keep(file, br.Bytes())
	}
	return br.Bytes(), nil
}

// holds reports whether br is the compressed form of content.
func holds(br, content []byte) bool {
	got, err := io.ReadAll(io.LimitReader(brotli.NewReader(bytes.NewReader(br)), int64(len(content))+1))
	return err == nil && bytes.Equal(got, content)
}

// keep writes a compressed form, and removes those that no build has used for maxAge. A build
// doesn't need it: errors are ignored.
func keep(file string, br []byte) {
	folder := filepath.Dir(file)
	_ = os.MkdirAll(folder, 0o755)
	_ = os.WriteFile(file, br, 0o644) // cut short by another build at the same time, holds refuses it
	entries, _ := os.ReadDir(folder)
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > maxAge {
			_ = os.Remove(filepath.Join(folder, e.Name()))
		}
	}
}
