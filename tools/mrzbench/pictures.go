package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// picture is one to read. load may set lines and valid.
type picture struct {
	name, set string
	load      func() ([]byte, error)
	lines     []string // of the zone; none: the picture has no zone
	valid     bool     // whether the zone's own check digits match
}

var endings = []string{".jpg", ".jpeg", ".png", ".webp"}

// zone is an entry of truth.json.
type zone struct {
	File  string
	Lines []string
	Valid bool
}

// collect lists the pictures of folders.
func collect(dirs []string) (all []*picture, err error) {
	for _, dir := range dirs {
		truth, err := zonesOf(dir)
		if err != nil {
			return nil, err
		}
		for _, t := range truth {
			all = append(all, fileOf("zones", filepath.Join(dir, t.File), t.Lines, t.Valid))
		}
		if truth != nil {
			continue
		}
		err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && slices.Contains(endings, strings.ToLower(filepath.Ext(path))) {
				all = append(all, fileOf("no zone", path, nil, false))
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// zonesOf reads a folder's truth.json; nil if there is none, or one that isn't about zones.
func zonesOf(dir string) ([]zone, error) {
	text, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	var truth []zone
	if json.Unmarshal(text, &truth) != nil || !slices.ContainsFunc(truth, func(z zone) bool { return len(z.Lines) > 0 }) {
		return nil, nil
	}
	return truth, nil
}

func fileOf(set, path string, lines []string, valid bool) *picture {
	return &picture{name: filepath.Base(path), set: set, lines: lines, valid: valid, load: func() ([]byte, error) { return os.ReadFile(path) }}
}
