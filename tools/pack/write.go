package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/evanw/esbuild/pkg/api"
)

// minify takes comments and blanks out of scripts and style, and shortens the names
// that nobody outside of a file sees.
func minify(name string, content []byte) ([]byte, error) {
	loader := api.LoaderJS
	switch {
	case strings.HasSuffix(name, ".css"):
		loader = api.LoaderCSS
	case !strings.HasSuffix(name, ".js"):
		return content, nil
	}
	r := api.Transform(string(content), api.TransformOptions{
		Loader: loader, Target: api.ES2022, Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsNone,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
	})
	if len(r.Errors) > 0 {
		return nil, errors.New(r.Errors[0].Text)
	}
	return r.Code, nil
}

// write writes content and its compressed forms, unless they are there, and keeps how
// many bytes it is as brotli.
func (p *packer) write(name string, content []byte) error {
	for _, suffix := range []string{"", ".br", ".gz"} {
		p.keep[filepath.FromSlash(name+suffix)] = true
	}
	target := filepath.Join(p.to, name)
	if old, err := os.ReadFile(target); err == nil && bytes.Equal(old, content) {
		if br, err := os.Stat(target + ".br"); err == nil {
			p.brotli[name] = int(br.Size())
			return nil
		}
	}
	var br, gz bytes.Buffer
	b := brotli.NewWriterOptions(&br, brotli.WriterOptions{Quality: 11, LGWin: 24})
	g, err := gzip.NewWriterLevel(&gz, gzip.BestCompression)
	if err != nil {
		return err
	}
	for _, w := range []interface {
		Write([]byte) (int, error)
		Close() error
	}{b, g} {
		if _, err := w.Write(content); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
	}
	// The server takes a compressed form only when it isn't older than the file.
	for _, f := range []struct {
		suffix string
		bytes  []byte
	}{{"", content}, {".gz", gz.Bytes()}, {".br", br.Bytes()}} {
		if err := os.WriteFile(target+f.suffix, f.bytes, 0o644); err != nil {
			return err
		}
	}
	p.brotli[name] = br.Len()
	return nil
}

// copyFile copies what has changed; times are kept, because the server compares those
// of a file and of its compressed form.
func copyFile(source, target string) error {
	from, err := os.Stat(source)
	if err != nil {
		return err
	}
	if to, err := os.Stat(target); err == nil && to.Size() == from.Size() && to.ModTime().Equal(from.ModTime()) {
		return nil
	}
	content, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	if err := os.WriteFile(target, content, 0o644); err != nil {
		return err
	}
	return os.Chtimes(target, from.ModTime(), from.ModTime())
}

// sweep removes what an older build left.
func (p *packer) sweep() error {
	return filepath.WalkDir(p.to, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(p.to, path)
		if err == nil && !p.keep[name] {
			err = os.Remove(path)
		}
		return err
	})
}
