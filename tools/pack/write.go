package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

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
